/** A day and a half of an archive, with one event of every type there is, and logins in every hour. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TrailEvent } from "../../../../lib/events/catalogue.ts";
import { type Hour, hoursBetween, hoursLater, startOf } from "../../../../lib/evidence/hours.ts";
import { samples } from "../../../events/helpers/contract-files.ts";
import { aHeartbeat, aLoginFailed, aLoginSucceeded, aRolesMapped } from "../../../helpers/events.ts";
import { aKey, arrive, keysOf, sealUpTo } from "../../helpers/archive.ts";
import { type MemoryStore, memoryStore } from "../../helpers/memory-store.ts";

export const FIRST: Hour = "2026-08-03T12";
export const PERIOD = { from: hoursLater(FIRST, 2), to: hoursLater(FIRST, 28) };

export const inHour = (hour: Hour, minute = 1): Date => new Date(startOf(hour).getTime() + minute * 60_000);

/** Every event type as its golden sample has it. */
export const oneOfEveryType = (): readonly TrailEvent[] => samples().map(({ content }) => content as TrailEvent);

/** @param more events by hour of arrival, beside those of every hour */
export async function anArchive(
  more: Readonly<Record<Hour, readonly TrailEvent[]>> = {},
  codeVersion = "0.1.0+0123456789ab",
  hours = 30,
): Promise<{ readonly store: MemoryStore; readonly pem: string }> {
  const store = memoryStore();
  const key = aKey("k1");
  const last = hoursLater(FIRST, hours);
  for (const hour of hoursBetween(FIRST, last)) {
    const at = inHour(hour);
    const login = aLoginSucceeded({}, at);
    await arrive(
      store,
      hour,
      aHeartbeat(at),
      login,
      aRolesMapped({ sessionId: login.data.session.id }, at),
      aLoginFailed({}, at),
    );
    const own = more[hour] ?? [];
    if (own.length > 0) await arrive(store, hour, ...own);
  }
  await sealUpTo(store, keysOf(key), { upTo: last, codeVersion });
  return { store, pem: key.pem };
}

/** A copy of the bucket on disk. */
export function writeTo(directory: string, objects: Iterable<readonly [string, Buffer]>): void {
  for (const [path, content] of objects) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}
