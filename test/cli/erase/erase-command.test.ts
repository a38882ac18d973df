import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { eraseCommand } from "../../../cli/erase/erase-command.ts";
import { exportCommand } from "../../../cli/export/export-command.ts";
import { verifyCommand } from "../../../cli/verify/verify-command.ts";
import { parseEvent } from "../../../lib/events/catalogue.ts";
import { dropHold, keepHold } from "../../../lib/identity/holds.ts";
import { HOUR, type People, pseudonymOf, startPeople } from "./evidence-of-people.ts";

let people: People;

beforeAll(async () => {
  people = await startPeople();
});
afterAll(() => people.stop());
beforeEach(() => {
  people.standIn.delivered.length = 0;
});

const erase = (person: string, ...more: readonly string[]) =>
  people.run(
    eraseCommand,
    join(people.stage.path, "stage.yaml"),
    "--person",
    person,
    "--why",
    "request 118",
    "--by",
    "privacy",
    ...more,
  );
const bucket = () => join(people.standIn.directory, "s3", "evidence", "objects");
const verify = (name: string) =>
  people.run(
    verifyCommand,
    join(people.folder, name),
    "--key",
    join(people.folder, "key.pem"),
    "--head",
    join(people.folder, "head.json"),
  );
const exportTo = (name: string) =>
  people.run(exportCommand, "--from", HOUR, "--to", HOUR, "--folder", bucket(), "--out", join(people.folder, name));

describe("samltrail erase", () => {
  test("erases nobody while a legal hold stands", async () => {
    const table = { client: people.dynalite.client, name: "identities" };
    const hold = {
      id: "h1",
      from: "2026-08-01",
      to: "2026-08-02",
      reason: "case 7",
      by: "legal",
      placedAt: "2026-08-04T00:00:00Z",
    };
    await keepHold(table, hold);
    const { code, text } = await erase("ada@example.com", "--yes");
    expect(text).toContain("a legal hold stands (h1: case 7): nobody is erased until it is released");
    expect(code).toBe(1);
    expect(await dropHold(table, "h1")).toBe(true);
    expect(await people.identities()).toContain("ada@example.com");
  });

  test("shows what it would remove, and removes nothing where nobody says yes", async () => {
    const { code, text } = await erase("ada@example.com");
    expect(text).toContain("2 entries for this person");
    expect(text).toContain("to be removed: 3 entries (2 × subject, 1 × address)");
    expect(text).toContain("to stay: 2 addresses or other values that other people used as well");
    expect(text).toContain("nothing was erased; --yes does it");
    expect(code).toBe(1);
    expect(people.standIn.delivered).toEqual([]);
    expect(await people.identities()).toContain("ada@example.com");
  });

  test("asks whom, where two people go by one name, or nobody does", async () => {
    const two = await erase("kim lee", "--yes");
    expect(two.text).toContain("2 people go by that name");
    expect(two.text).toContain(pseudonymOf("subject", "b"));
    expect(two.code).toBe(1);
    expect(await erase("nobody", "--yes")).toMatchObject({
      code: 1,
      text: expect.stringContaining("nobody is known as"),
    });
    expect(people.standIn.delivered).toEqual([]);
  });

  test("removes the name, all pseudonyms' and what is theirs alone; every package verifies as before; the event names nobody", async () => {
    expect(await exportTo("before")).toMatchObject({ code: 0 });
    expect(await verify("before")).toMatchObject({ code: 0 });

    expect(await erase("Ada Lovelace", "--yes")).toMatchObject({
      code: 0,
      text: expect.stringContaining("erased, and recorded"),
    });
    const left = await people.identities();
    for (const gone of ["ada@example.com", "Lovelace", "203.0.113.7"]) expect(left).not.toContain(gone);
    for (const kept of ["bob@example.com", "kim@example.com", "198.51.100.1", "Firefox"]) expect(left).toContain(kept);

    expect(await verify("before")).toMatchObject({ code: 0 });
    expect(await exportTo("after")).toMatchObject({ code: 0 });
    expect(await verify("after")).toMatchObject({ code: 0 });

    const events = people.standIn.delivered.map(({ detail }) => parseEvent(detail));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      metadata: { type: "Person Erased", environment: "dev" },
      data: {
        subjects: expect.arrayContaining([pseudonymOf("subject", "a"), pseudonymOf("subject", "A")]),
        removed: { subject: 2, address: 1 },
        shared: 2,
        by: "privacy",
        why: "request 118",
      },
    });
    expect(JSON.stringify(events)).not.toMatch(/ada@|Lovelace|203\.0\.113/);
  });

  test("finds nobody the second time", async () => {
    expect(await erase(pseudonymOf("subject", "a"), "--yes")).toMatchObject({ code: 1 });
  });

  test("wants a reason, for the record", async () => {
    const { code, text } = await people.run(eraseCommand, join(people.stage.path, "stage.yaml"), "--person", "x");
    expect(text).toContain("--why: expected 1 to 512 characters");
    expect(code).toBe(2);
  });
});
