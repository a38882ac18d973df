/** The parts of a period's hours as its days' examinations wrote them. Not one event is read again. */
import { createHash } from "node:crypto";
import { csv, LINE_END } from "../../../csv/write-csv.ts";
import type { EvidenceReader } from "../../evidence-store.ts";
import { type Day, dayOf } from "../../hours.ts";
import type { HourSeal } from "../../seal.ts";
import type { Signed } from "../../seal-reader.ts";
import type { ExaminedHours } from "../hour/hour-part.ts";
import type { Unread } from "../report.ts";
import type { Drawn } from "../sample.ts";
import { drawOverDays } from "./draw-over-days.ts";
import { type ExaminedDay, readRecord, recordKey, UnreadableRecord } from "./examined-day.ts";

interface Record {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface Used {
  readonly head: ExaminedDay;
  readonly record: Record;
}

export interface ExaminedDays {
  /** In the order of their hours; of a day that cannot be used there are none, and `onUnread` is told. */
  parts(): AsyncGenerator<ExaminedHours>;
  /** Once the parts were read. */
  drawn(size: number, seed: string): readonly Drawn[];
  /** Once the parts were read: every file of rows, and every record, with the hash that it must have. */
  files(): Buffer;
}

/** What keeps a record from being used. */
function faultOf(head: ExaminedDay, seals: readonly Signed<HourSeal>[]): string | null {
  const [stated, sealed] = [
    head.hours,
    seals.map(({ body, hash }) => ({ hour: body.window.from.slice(0, 13), seal: hash })),
  ];
  return JSON.stringify(stated) === JSON.stringify(sealed)
    ? null
    : "it names other seals than the period has of this day";
}

/** Days that are read and unpacked while one is joined. */
const AHEAD = 3;

const FILE_COLUMNS = ["day", "population", "events", "key", "bytes", "sha256"];

export function openExaminedDays(
  store: EvidenceReader,
  seals: readonly Signed<HourSeal>[],
  onUnread: (unread: Unread) => void,
): ExaminedDays {
  const byDay = new Map<Day, Signed<HourSeal>[]>();
  for (const seal of seals) {
    const day = dayOf(seal.body.window.from.slice(0, 13));
    byDay.set(day, [...(byDay.get(day) ?? []), seal]);
  }
  /** By the day's place in the period: several are read at the same time. */
  const read: (Used | undefined)[] = [];
  const used = (): readonly Used[] => read.filter((each) => each !== undefined);

  async function use(
    at: number,
    day: Day,
    own: readonly Signed<HourSeal>[],
    bytes: Buffer | null,
  ): Promise<ExaminedHours | Unread> {
    const where = recordKey(day);
    if (!bytes) {
      const what = "the day was not examined: build-evidence-report writes this once the day is sealed";
      return { kind: "day-missing", where, what };
    }
    try {
      const { head, ...examined } = await readRecord(bytes);
      const fault = faultOf(head, own);
      if (fault !== null) throw new UnreadableRecord(fault);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      read[at] = { head, record: { key: where, bytes: bytes.length, sha256 } };
      return examined;
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      return { kind: "day-unreadable", where, what: error.message };
    }
  }

  return {
    async *parts() {
      const days = [...byDay];
      const useDay = async ([day, own]: (typeof days)[number], at: number) =>
        use(at, day, own, await store.read(recordKey(day)));
      const ahead: ReturnType<typeof useDay>[] = [];
      for (const at of days.keys()) {
        for (const next of days.slice(at + ahead.length, at + AHEAD)) {
          const reading = useDay(next, at + ahead.length);
          // Looked at when its turn comes, which may be later than it fails.
          reading.catch(() => undefined);
          ahead.push(reading);
        }
        const found = await ahead.shift();
        if (!found) return;
        if ("kind" in found) onUnread(found);
        else yield found;
      }
    },
    drawn: (size, seed) =>
      drawOverDays(
        used().map(({ head }) => head),
        seed,
        size,
      ),
    files() {
      const rows = used().flatMap(({ head: { day, populations, hours }, record }) => [
        [day, "", String(hours.length), record.key, String(record.bytes), record.sha256],
        ...populations.map(({ name, events, key, bytes, sha256 }) => [
          ...[day, name, String(events), key, String(bytes), sha256],
        ]),
      ]);
      return Buffer.from(csv(FILE_COLUMNS, rows) + LINE_END);
    },
  };
}
