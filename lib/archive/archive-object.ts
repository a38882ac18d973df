import { createHash } from "node:crypto";
import type { ArchiveLine } from "./archive-line.ts";

/** One write-once object of the archive: JSON Lines, a line an event, sorted by event id, each line once. */
export interface ArchiveObject {
  /** `events/<yyyy>/<mm>/<dd>/<hh>/<SHA-256 of the body>.jsonl`, by hour of arrival, UTC. */
  readonly key: string;
  readonly body: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Ids that two different events claim: an event must never change, so somebody has to look. */
  readonly conflicts: readonly string[];
}

export const ARCHIVE_PREFIX = "events/";

export const sha256Of = (body: string): string => createHash("sha256").update(body).digest("hex");

const byIdThenBytes = (a: ArchiveLine, b: ArchiveLine): number => {
  const [left, right] = a.eventId === b.eventId ? [a.json, b.json] : [a.eventId, b.eventId];
  return left < right ? -1 : Number(left > right);
};

/** @param lines at least one; those that occur twice, byte for byte, are written once */
export function archiveObject(lines: readonly ArchiveLine[], arrivedAt: Date): ArchiveObject {
  const distinct = [...new Map(lines.map((line) => [line.json, line])).values()].sort(byIdThenBytes);
  const conflicts = distinct.filter((line, index) => line.eventId === distinct[index - 1]?.eventId);
  const body = distinct.map(({ json }) => `${json}\n`).join("");
  const sha256 = sha256Of(body);
  const hour = arrivedAt.toISOString().slice(0, 13).replace("T", "-").replaceAll("-", "/");
  return {
    key: `${ARCHIVE_PREFIX}${hour}/${sha256}.jsonl`,
    body,
    sha256,
    conflicts: [...new Set(conflicts.map(({ eventId }) => eventId))],
  };
}
