/** What a chart draws: series of points over slots of time. */

export interface DrawnSeries {
  readonly label: string;
  /** `#rrggbb`, where the dashboard names one. */
  readonly colour?: string | undefined;
  /** Whether its points add up: sums and counts do, percentiles do not. */
  readonly addsUp: boolean;
  /** By the start of the slot, in milliseconds since the epoch. */
  readonly points: ReadonlyMap<number, number>;
}

interface Line {
  readonly label: string;
  readonly value: number;
}

export interface Slots {
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  /** Of one slot, in milliseconds. */
  readonly width: number;
}

export interface Chart {
  /** Unique on its page. */
  readonly id: string;
  readonly title: string;
  /** What the values are, such as `logins`. */
  readonly unit: string;
  readonly stacked: boolean;
  readonly series: readonly DrawnSeries[];
  /** Horizontal lines that the dashboard draws to compare with. */
  readonly lines: readonly Line[];
  readonly slots: Slots;
}

export const slotCount = ({ start, end, width }: Slots): number => Math.max(1, Math.ceil((end - start) / width));

export const slotStart = ({ start, width }: Slots, index: number): number => start + index * width;

/** Index of the slot that begins at an instant. */
export const slotAt = ({ start, width }: Slots, at: number): number => Math.floor((at - start) / width);

const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });

export const numberText = (value: number): string => number.format(value);

const DAY = 86_400_000;

/** In UTC; with its day where the slots are of more than one day. */
export function timeText(at: number, { start, end }: Slots): string {
  const [day = "", time = ""] = new Date(at).toISOString().slice(0, 16).split("T");
  const sameDay = Math.floor(start / DAY) === Math.floor((end - 1) / DAY);
  return sameDay ? time : `${day.slice(5)} ${time}`;
}
