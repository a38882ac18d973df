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
import { type ExaminedDay, readRecord, recordKey, UnreadableRecord, unpackRecord } from "./examined-day.ts";

interface Record {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface Used {
  readonly head: ExaminedDay;
  readonly record: Record;
}

type Fetched = { readonly record: Record; readonly content: Buffer } | UnreadableRecord | null;

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
  const used: Used[] = [];

  /** What lies in the bucket, unpacked; it becomes objects when its turn comes, so that few of them live at a time. */
  async function fetch(day: Day): Promise<Fetched> {
    const bytes = await store.read(recordKey(day));
    if (!bytes) return null;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const record = { key: recordKey(day), bytes: bytes.length, sha256 };
    return unpackRecord(bytes).then(
      (content) => ({ record, content }),
      (error: unknown) => {
        if (error instanceof UnreadableRecord) return error;
        throw error;
      },
    );
  }

  function use(day: Day, own: readonly Signed<HourSeal>[], fetched: Fetched): ExaminedHours | Unread {
    const where = recordKey(day);
    if (!fetched) {
      const what = "the day was not examined: build-evidence-report writes this once the day is sealed";
      return { kind: "day-missing", where, what };
    }
    try {
      if (fetched instanceof UnreadableRecord) throw fetched;
      const { head, ...examined } = readRecord(fetched.content);
      const fault = faultOf(head, own);
      if (fault !== null) throw new UnreadableRecord(fault);
      used.push({ head, record: fetched.record });
      return examined;
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      return { kind: "day-unreadable", where, what: error.message };
    }
  }

  return {
    async *parts() {
      const days = [...byDay];
      const ahead: Promise<Fetched>[] = [];
      for (const [at, [day, own]] of days.entries()) {
        for (const [next] of days.slice(at + ahead.length, at + AHEAD)) {
          const fetching = fetch(next);
          // Looked at when its turn comes, which may be later than it fails.
          fetching.catch(() => undefined);
          ahead.push(fetching);
        }
        const found = use(day, own, (await ahead.shift()) ?? null);
        if ("kind" in found) onUnread(found);
        else yield found;
      }
    },
    drawn: (size, seed) =>
      drawOverDays(
        used.map(({ head }) => head),
        seed,
        size,
      ),
    files() {
      const rows = used.flatMap(({ head: { day, populations, hours }, record }) => [
        [day, "", String(hours.length), record.key, String(record.bytes), record.sha256],
        ...populations.map(({ name, events, key, bytes, sha256 }) => [
          ...[day, name, String(events), key, String(bytes), sha256],
        ]),
      ]);
      return Buffer.from(csv(FILE_COLUMNS, rows) + LINE_END);
    },
  };
}
