/** Which hours are joined: each is a record in the evidence bucket, written once, from which its event is made. */
import { createHash } from "node:crypto";
import { ulid } from "ulid";
import * as z from "zod";
import { accessLogJoined } from "../../events/access-log-joined.ts";
import type { EvidenceReader } from "../evidence-store.ts";
import { type Hour, hourOf, hoursBetween, hoursLater, pathOf } from "../hours.ts";
import type { SealReader } from "../seal-reader.ts";
import type { HourJoin } from "./join-hour.ts";

const ACCESS_LOG_PREFIX = "access-log/";

export const joinKey = (hour: Hour): string => `${ACCESS_LOG_PREFIX}${pathOf(hour)}.json`;
export const announcedJoinKey = (hour: Hour): string => `${ACCESS_LOG_PREFIX}${pathOf(hour)}.announced`;

export const joinRecordModel = z.strictObject({
  kind: z.literal("access-log-join"),
  version: z.literal(1),
  joinedAt: z.iso.datetime({ precision: 3 }),
  data: accessLogJoined.data,
});

export type JoinRecord = z.infer<typeof joinRecordModel>;

/** Further back than this nothing is made up for: who begins to join later than to seal begins here. */
const LOOK_BACK_HOURS = 30 * 24;

/** How late sealing may be: then its own alarm has long rung. */
const SEALING_LATE_HOURS = 7 * 24;

async function lastSealed(reader: SealReader, now: Date): Promise<Hour | null> {
  for (let back = 1; back <= SEALING_LATE_HOURS; back += 1) {
    const hour = hoursLater(hourOf(now), -back);
    if (await reader.hour(hour)) return hour;
  }
  return null;
}

/** The hours that are not joined and announced yet, and whose next hour is sealed, since an event may arrive in it. */
export async function hoursToJoin(
  store: EvidenceReader,
  reader: SealReader,
  firstHour: Hour,
  now: Date,
): Promise<readonly Hour[]> {
  const sealed = await lastSealed(reader, now);
  if (sealed === null) return [];
  const [, from = firstHour] = [firstHour, hoursLater(sealed, -LOOK_BACK_HOURS)].sort();
  const listed = await store.list(ACCESS_LOG_PREFIX, `${ACCESS_LOG_PREFIX}${pathOf(from)}`);
  const keys = new Set(listed.map(({ key }) => key));
  return hoursBetween(from, hoursLater(sealed, -1)).filter((hour) => !keys.has(announcedJoinKey(hour)));
}

export const joinRecord = (data: HourJoin, joinedAt: Date): JoinRecord => ({
  kind: "access-log-join",
  version: 1,
  joinedAt: joinedAt.toISOString(),
  data,
});

/** A ULID of the instant at which the hour was joined, whose random part is drawn from the record. */
function ulidOf({ joinedAt, data }: JoinRecord, purpose: string): string {
  const random = createHash("sha256").update(`${purpose} ${joinedAt} ${data.window.from} ${data.linesHash}`).digest();
  let position = 0;
  return ulid(Date.parse(joinedAt), () => {
    position += 1;
    return (random[position] ?? 0) / 256;
  });
}

/** Made of the record alone: sent again after a crash, it is the same event. */
export function joinedEvent(record: JoinRecord, environment: string): z.infer<typeof accessLogJoined.detail> {
  const attemptId = ulidOf(record, "attempt");
  return accessLogJoined.detail.parse({
    metadata: {
      id: ulidOf(record, "event"),
      type: accessLogJoined.name,
      version: accessLogJoined.version,
      occurredAt: record.joinedAt,
      correlationId: attemptId,
      attemptId,
      environment,
      producer: { id: ulidOf(record, "producer"), sequence: 1 },
    },
    data: record.data,
  });
}
