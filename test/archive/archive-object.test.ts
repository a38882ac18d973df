import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { archiveLine } from "../../lib/archive/archive-line.ts";
import { archiveObject } from "../../lib/archive/archive-object.ts";
import { parseEvent, type TrailEvent } from "../../lib/events/catalogue.ts";
import { aLoginFailed, aLoginSucceeded, aRolesMapped, oneOfEach } from "../helpers/events.ts";

const ARRIVAL = new Date("2026-08-03T23:59:59.999Z");

const objectOf = (events: readonly TrailEvent[]) => archiveObject(events.map(archiveLine), ARRIVAL);
const linesOf = (body: string) => body.split("\n").slice(0, -1);

describe("a line of the archive", () => {
  test("is the canonical JSON of the event: sorted keys, no spaces", () => {
    const event = aRolesMapped();
    const shuffled = { data: event.data, metadata: Object.fromEntries(Object.entries(event.metadata).reverse()) };
    expect(archiveLine(shuffled as TrailEvent).json).toBe(archiveLine(event).json);
    expect(archiveLine(event).json).toMatch(/^\{"data":\{"granted":\[\{"environment":"test","iamRole":/);
  });

  test("keeps a field that a newer producer added", () => {
    const event = parseEvent({ ...aLoginFailed(), addedLater: { b: 1, a: [2] } });
    expect(archiveLine(event).json).toMatch(/^\{"addedLater":\{"a":\[2\],"b":1\},"data":/);
  });

  test("is not made of a number that JSON cannot carry", () => {
    const event = JSON.parse(JSON.stringify(aLoginFailed()).replace(/^\{/, '{"huge":1e999,')) as TrailEvent;
    expect(() => archiveLine(event)).toThrow();
  });
});

describe("an object of the archive", () => {
  test("is named by the hour of arrival and the SHA-256 of its body", () => {
    const { key, body, sha256 } = objectOf(oneOfEach());
    expect(sha256).toBe(createHash("sha256").update(body).digest("hex"));
    expect(key).toBe(`events/2026/08/03/23/${sha256}.jsonl`);
  });

  test("holds one line an event, sorted by event id, whatever the order of delivery", () => {
    const events = oneOfEach();
    const object = objectOf(events);
    expect(objectOf([...events].reverse())).toEqual(object);
    const ids = linesOf(object.body).map((line) => (JSON.parse(line) as TrailEvent).metadata.id);
    expect(ids).toEqual(events.map(({ metadata }) => metadata.id).sort());
    expect(object.conflicts).toEqual([]);
  });

  test("holds an event that was delivered twice once", () => {
    const event = aLoginSucceeded();
    const again = JSON.parse(JSON.stringify(event)) as TrailEvent;
    expect(linesOf(objectOf([event, aRolesMapped(), again]).body)).toHaveLength(2);
  });

  test("keeps both where two events claim one id, and names it", () => {
    const event = aLoginFailed();
    const changed = { ...event, data: { ...event.data, reason: "audience" as const } };
    const object = objectOf([event, changed, event]);
    expect(linesOf(object.body)).toHaveLength(2);
    expect(object.conflicts).toEqual([event.metadata.id]);
  });
});
