/** A month of a company that signs in without incident, sealed in its time: events as many bytes long as the functions write them. */
import { createHash, hash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ulid } from "ulid";
import { archiveLine } from "../../lib/archive/archive-line.ts";
import { archiveObject } from "../../lib/archive/archive-object.ts";
import { archiveChecked } from "../../lib/events/archive-checked.ts";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { createEvent } from "../../lib/events/create-event.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { STEP_NAMES, type StepName } from "../../lib/events/vocabulary.ts";
import { type Hour, hoursBetween, hoursLater, startOf } from "../../lib/evidence/hours.ts";
import { aKey, keysOf, sealUpTo } from "../../test/evidence/helpers/archive.ts";
import { folderStore } from "../../test/evidence/report/helpers/folder-store.ts";
import { aHeartbeat, aLoginFailed, aLoginSucceeded, aRolesMapped } from "../../test/helpers/events.ts";

const [BATCH, PERSONS, ADDRESSES] = [500, 5_000, 997];
/** What reports know for the version of code that is committed. */
const CODE_VERSION = "0.1.0+0123456789ab";

const stepsTo = (last: StepName) => STEP_NAMES.slice(0, STEP_NAMES.indexOf(last) + 1);
/** As many decimals as a clock gives, and never the same twice in a row. */
const timed = (names: readonly StepName[], number: number) =>
  names.map((name, place) => ({ name, ms: ((number * 7 + place * 1_361) % 90_000) / 1_000 }));

const digest = (text: string) => createHash("sha256").update(text).digest("base64url");
const pseudonyms = (kind: string, count: number) =>
  Array.from({ length: count }, (_, number) => `${kind}:k1:${digest(`${kind} ${number}`)}`);
const [SUBJECTS, ADDRESSES_SEEN, BROWSERS] = [
  pseudonyms("subject", PERSONS),
  pseudonyms("address", ADDRESSES),
  pseudonyms("user-agent", 50),
];
const seen = (list: readonly string[], number: number) => list[number % list.length] ?? "";

const clientOf = (number: number) => ({
  ip: seen(ADDRESSES_SEEN, number),
  userAgent: seen(BROWSERS, number),
  requestId: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
});

const [LOGIN, ROLES, FAILURE] = [aLoginSucceeded(), aRolesMapped(), aLoginFailed()];
/** The process of all of them, and that of what comes by the clock. */
const [PROCESS, CLOCK] = [createProducer().id, createProducer()];

/** A login, its roles, a failure, and so on: a third of the events each. Validated once, since a million take minutes. */
function eventOf(number: number, at: Date): TrailEvent {
  const attempt = Math.floor(number / 3);
  const attemptId = String(number % 3 === 2 ? 2 * attempt + 1 : 2 * attempt).padStart(26, "0");
  const common = {
    ...{ id: ulid(at.getTime()), occurredAt: at.toISOString(), producer: { id: PROCESS, sequence: number + 1 } },
    ...{ attemptId, correlationId: attemptId },
  };
  const [subject, sessionId] = [seen(SUBJECTS, attempt), String(attempt).padStart(26, "0")];
  if (number % 3 === 1) {
    return { metadata: { ...ROLES.metadata, ...common }, data: { ...ROLES.data, subject, sessionId } };
  }
  const client = clientOf(number);
  if (number % 3 === 2) {
    const reason = attempt % 2 === 0 ? ("expired" as const) : ("audience" as const);
    const steps = timed(stepsTo("check-conditions"), number);
    return { metadata: { ...FAILURE.metadata, ...common }, data: { ...FAILURE.data, client, reason, steps } };
  }
  const data = {
    ...{ ...LOGIN.data, subject, client, steps: timed(stepsTo("resolve-roles"), number) },
    assertion: { ...LOGIN.data.assertion, idHash: hash("sha256", String(attempt)) },
    session: { id: sessionId, expiresAt: new Date(at.getTime() + 3_600_000).toISOString() },
  };
  return { metadata: { ...LOGIN.metadata, ...common }, data };
}

/** Of each hour a sign of life, and of each day the search of its archive. */
function ownEvents(hour: Hour): readonly TrailEvent[] {
  const at = startOf(hour);
  if (!hour.endsWith("T05")) return [aHeartbeat(at)];
  const { environment } = LOGIN.metadata;
  const origin = { occurredAt: at, correlationId: ulid(), attemptId: ulid(), environment, producer: CLOCK };
  const searched = createEvent(archiveChecked, origin, {
    ...{ days: { recent: 3, older: 12 }, objects: 9_000, unreadableDays: 0 },
    findings: { count: 0, named: [] },
  });
  return [aHeartbeat(at), searched];
}

export interface Month {
  readonly first: Hour;
  readonly hours: number;
  readonly events: number;
}

/** @returns the bytes of its events */
export async function makeArchive(folder: string, { first, hours: count, events }: Month): Promise<number> {
  const [store, keys] = [folderStore(folder), keysOf(aKey("k1"))];
  let [made, bytes, number] = [0, 0, 0];
  for (const [index, hour] of hoursBetween(first, hoursLater(first, count - 1)).entries()) {
    const until = Math.round((events * (index + 1)) / count);
    const waiting = [...ownEvents(hour)];
    for (; made + waiting.length < until; number += 1) {
      waiting.push(eventOf(number, new Date(startOf(hour).getTime() + (number % 3_599_000))));
    }
    made += waiting.length;
    for (let start = 0; start < waiting.length; start += BATCH) {
      const { key, body } = archiveObject(waiting.slice(start, start + BATCH).map(archiveLine), startOf(hour));
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), body);
      bytes += body.length;
    }
    await sealUpTo(store, keys, { upTo: hour, codeVersion: CODE_VERSION });
  }
  return bytes;
}
