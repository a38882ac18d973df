/** One hour of logins, really examined, and as many more like it as a year has: other people, other assertions, other ids. */
import { createHash, hash, randomBytes } from "node:crypto";
import { archiveLine } from "../../lib/archive/archive-line.ts";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { type EventFacts, eventFacts } from "../../lib/evidence/event-facts.ts";
import { dayOf, type Hour, startOf } from "../../lib/evidence/hours.ts";
import { leafHash } from "../../lib/evidence/merkle.ts";
import { REQUIRED } from "../../lib/evidence/report/criteria/cc6-1.ts";
import { examineHour } from "../../lib/evidence/report/hour/examine-hour.ts";
import type { HourPart } from "../../lib/evidence/report/hour/hour-part.ts";
import type { NotedUses } from "../../lib/evidence/report/hour/note-uses.ts";
import { createPersons } from "../../lib/evidence/report/persons.ts";
import { Sampler } from "../../lib/evidence/report/sample.ts";
import { createSealReader, requireHour } from "../../lib/evidence/seal-reader.ts";
import { aKey, arrive, hourOfSeal, keysOf, sealUpTo } from "../../test/evidence/helpers/archive.ts";
import { memoryStore } from "../../test/evidence/helpers/memory-store.ts";
import { aHeartbeat, aLoginFailed, aLoginSucceeded, aRolesMapped } from "../../test/helpers/events.ts";

/** Sign in from time to time over the year. */
const PERSONS = 50_000;
const ROLES = 50;
/** Running at the same time. */
const PRODUCERS = 20;
const FAILED_OF_A_HUNDRED = 5;

export interface HourOfLogins {
  readonly part: HourPart;
  readonly uses: NotedUses;
  readonly facts: readonly EventFacts[];
}

/** As long, and as hard to pack, as a real one. */
const pseudonym = (person: number) => `subject:k1:${createHash("sha256").update(String(person)).digest("base64url")}`;

const template: Hour = "2026-01-01T00";

function eventsOf(logins: number): readonly TrailEvent[] {
  const at = (number: number) => new Date(startOf(template).getTime() + (number % 3_599) * 1000);
  const sample = aLoginSucceeded().data;
  const [granted] = aRolesMapped().data.granted;
  const steps = REQUIRED.map((name) => ({ name, ms: 0.5 }));
  return Array.from({ length: logins }, (_, number): readonly TrailEvent[] => {
    const subject = pseudonym(number);
    const session = { ...sample.session, id: String(number).padStart(26, "0") };
    const assertion = { ...sample.assertion, idHash: hash("sha256", String(number)) };
    const own = granted ? [{ ...granted, mappingId: `mapping-${number % ROLES}` }] : [];
    const attemptIn = <Event extends TrailEvent>(event: Event, attempt: string): Event => ({
      ...event,
      metadata: { ...event.metadata, attemptId: attempt.padStart(26, "0") },
    });
    return [
      attemptIn(aLoginSucceeded({ subject, session, assertion, steps }, at(number)), `1${number}`),
      attemptIn(aRolesMapped({ subject, sessionId: session.id, granted: own }, at(number)), `1${number}`),
      ...(number % 100 < FAILED_OF_A_HUNDRED ? [attemptIn(aLoginFailed({}, at(number)), `2${number}`)] : []),
    ];
  })
    .flat()
    .concat(aHeartbeat(at(1)));
}

/** @returns a way to make the hour of any other hour of the year */
export async function hourOfLogins(logins: number): Promise<(hour: Hour) => HourOfLogins> {
  const store = memoryStore();
  const events = eventsOf(logins);
  await arrive(store, template, ...events);
  await sealUpTo(store, keysOf(aKey("k1")), { upTo: template });
  const seal = await requireHour(createSealReader(store), template);
  if (hourOfSeal(seal) !== template) throw new Error("another hour was sealed");
  const examiner = { store, persons: createPersons(null), people: null, wantsOutcomes: false, wantsLines: false };
  const examined = await examineHour({ ...examiner, sampler: new Sampler("", 25) }, seal.body, async () => undefined);
  const [part] = examined.hours;
  const text = JSON.stringify({ ...part, drawn: [] });
  const pseudonyms = Array.from({ length: PERSONS }, (_, person) => pseudonym(person));
  const facts = events.map((event) => {
    const { json: line } = archiveLine(event);
    return eventFacts(line, leafHash(line));
  });
  let [made, sequence] = [0, 0];

  const idOf = (milliseconds: number) => {
    made += 1;
    let [time, id] = [milliseconds, ""];
    for (let digit = 0; digit < 10; digit += 1) {
      id = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(time % 32) + id;
      time = Math.floor(time / 32);
    }
    return id + String(made).padStart(16, "0");
  };
  return (hour) => {
    const start = startOf(hour).getTime();
    const own = JSON.parse(text.replaceAll(template, hour).replaceAll(dayOf(template), dayOf(hour))) as HourPart;
    const first = Math.floor(Math.random() * (PERSONS / ROLES));
    // Each of them has one role: the same place of an hour is always of the same role.
    const subjects = examined.uses.subjects.map((_, place) => {
      const person = (first + Math.floor(place / ROLES) * 7) % (PERSONS / ROLES);
      return pseudonyms[person * ROLES + (place % ROLES)] ?? "";
    });
    const admitted = own.tests["assertion-used-once"];
    const left = {
      hashes: randomBytes(8 * logins).toString("base64"),
      ids: Array.from({ length: logins }, () => idOf(start)).join(" "),
    };
    return {
      part: {
        ...own,
        tests: { ...own.tests, ...(admitted ? { "assertion-used-once": { ...admitted, left } } : {}) },
      },
      uses: { ...examined.uses, subjects, uses: { ...examined.uses.uses, since: start } },
      facts: facts.map((each) => {
        sequence += 1;
        const producer = `${dayOf(hour).replaceAll("-", "")}${String(sequence % PRODUCERS).padStart(18, "0")}`;
        return {
          ...each,
          id: idOf(start),
          hour,
          producer: { id: producer, sequence: Math.ceil(sequence / PRODUCERS) },
        };
      }),
    };
  };
}
