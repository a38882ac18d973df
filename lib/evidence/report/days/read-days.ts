/** The parts of a period's hours as its days' examinations wrote them. Not one event is read again. */
import { createHash } from "node:crypto";
import { csv, LINE_END } from "../../../csv/write-csv.ts";
import type { EvidenceReader } from "../../evidence-store.ts";
import { type Day, dayOf } from "../../hours.ts";
import type { HourSeal } from "../../seal.ts";
import type { Signed } from "../../seal-reader.ts";
import type { HourPart } from "../hour/hour-part.ts";
import type { Unread } from "../report.ts";
import type { Drawn } from "../sample.ts";
import { drawOverDays } from "./draw-over-days.ts";
import { type ExaminedDay, readRecord, recordKey, UnreadableRecord } from "./examined-day.ts";

interface Record {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ExaminedDays {
  /** In the order of their hours; of a day that cannot be used there are none, and `onUnread` is told. */
  parts(): AsyncGenerator<HourPart>;
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
  const heads: { readonly head: ExaminedDay; readonly record: Record }[] = [];

  async function use(day: Day, own: readonly Signed<HourSeal>[], bytes: Buffer | null): Promise<readonly HourPart[]> {
    const key = recordKey(day);
    if (!bytes) {
      const what = "the day was not examined: build-evidence-report writes this once the day is sealed";
      onUnread({ kind: "day-missing", where: key, what });
      return [];
    }
    try {
      const { head, parts } = await readRecord(bytes);
      const fault = faultOf(head, own);
      if (fault !== null) throw new UnreadableRecord(fault);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      heads.push({ head, record: { key, bytes: bytes.length, sha256 } });
      return parts;
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      onUnread({ kind: "day-unreadable", where: key, what: error.message });
      return [];
    }
  }

  return {
    async *parts() {
      const days = [...byDay];
      const read = async (at: number): Promise<readonly HourPart[]> => {
        const [day, own] = days[at] ?? [];
        return day && own ? use(day, own, await store.read(recordKey(day))) : [];
      };
      let next = read(0);
      for (const at of days.keys()) {
        const parts = await next;
        next = read(at + 1);
        // Looked at when its turn comes, which may be later than it fails.
        next.catch(() => undefined);
        yield* parts;
      }
    },
    drawn: (size, seed) =>
      drawOverDays(
        heads.map(({ head }) => head),
        seed,
        size,
      ),
    files() {
      const rows = heads.flatMap(({ head: { day, populations, hours }, record }) => [
        [day, "", String(hours.length), record.key, String(record.bytes), record.sha256],
        ...populations.map(({ name, events, key, bytes, sha256 }) => [
          ...[day, name, String(events), key, String(bytes), sha256],
        ]),
      ]);
      return Buffer.from(csv(FILE_COLUMNS, rows) + LINE_END);
    },
  };
}
