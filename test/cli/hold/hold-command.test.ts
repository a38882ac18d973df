import { join } from "node:path";
import { GetObjectLegalHoldCommand, ListObjectVersionsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { Context, ScheduledEvent } from "aws-lambda";
import { holdCommand } from "../../../cli/hold/hold-command.ts";
import { logger } from "../../../handlers/shared/observability.ts";
import { parseEvent } from "../../../lib/events/catalogue.ts";
import { NOW, type People, pseudonymOf, startPeople } from "../erase/evidence-of-people.ts";

let people: People;
jest.spyOn(logger, "info").mockImplementation(() => {});

beforeAll(async () => {
  people = await startPeople();
});
afterAll(() => people.stop());
beforeEach(() => {
  people.standIn.delivered.length = 0;
});

const hold = (action: string, ...args: readonly string[]) =>
  people.run(holdCommand, action, join(people.stage.path, "stage.yaml"), ...args);
const place = (from: string, to: string, reason = "case 7") =>
  hold("place", "--from", from, "--to", to, "--reason", reason, "--by", "legal");
const idIn = (text: string) => /[0-9A-HJKMNP-TV-Z]{26}/.exec(text)?.[0] ?? "";

/** Every version in the bucket, with whether it is held. */
async function heldVersions() {
  const { Versions = [] } = await people.s3.send(new ListObjectVersionsCommand({ Bucket: "evidence" }));
  return Promise.all(
    Versions.map(async ({ Key, VersionId }) => {
      const { LegalHold } = await people.s3.send(new GetObjectLegalHoldCommand({ Bucket: "evidence", Key, VersionId }));
      return { key: Key ?? "", held: LegalHold?.Status === "ON" };
    }),
  );
}
const heldBelow = async (prefix: string) =>
  (await heldVersions()).filter(({ key, held }) => held && key.startsWith(prefix));

const expiryOf = async (pseudonym: string) => {
  const { Item } = await people.dynalite.client.send(new GetCommand({ TableName: "identities", Key: { pseudonym } }));
  return (Number(Item?.expiresAt) - NOW.getTime() / 1000) / 86_400;
};

const changes = () => people.standIn.delivered.map(({ detail }) => parseEvent(detail));

describe("samltrail hold", () => {
  test("has nothing to list at first", async () => {
    expect(await hold("list")).toEqual({ code: 0, text: "no hold stands" });
  });

  let first = "";
  test("placed: S3 holds every version of those days with their seals, no other, and nobody's address expires soon", async () => {
    await people.s3.send(
      new PutObjectCommand({ Bucket: "evidence", Key: "events/2026/08/02/10/other.jsonl", Body: "x" }),
    );
    const { code, text } = await place("2026-08-03", "2026-08-03");
    expect(code).toBe(0);
    first = idIn(text);
    const held = await heldVersions();
    expect(held.filter((each) => each.held).map(({ key }) => key.split("/")[0])).toEqual(
      expect.arrayContaining(["events", "seals"]),
    );
    for (const { key, held: isHeld } of held) expect([key, isHeld]).toEqual([key, key.includes("2026/08/03")]);
    expect(await expiryOf(pseudonymOf("address", "h"))).toBeCloseTo(70, 0);
    expect(changes()).toMatchObject([
      {
        metadata: { type: "Legal Hold Changed", environment: "dev" },
        data: {
          action: "placed",
          holdId: first,
          period: { from: "2026-08-03T00", to: "2026-08-03T23" },
          by: "legal",
          why: "case 7",
        },
      },
    ]);
    expect((await hold("list")).text).toContain(
      `${first}  2026-08-03 to 2026-08-03  placed 2026-08-05 by legal: case 7`,
    );
  });

  test("placed again is the same hold, as somebody does whose first try was cut short", async () => {
    const { text } = await place("2026-08-03", "2026-08-03");
    expect(text).toContain("the hold stands already");
    expect(idIn(text)).toBe(first);
  });

  test("released: what another hold covers as well stays held", async () => {
    const second = idIn((await place("2026-08-02", "2026-08-03", "case 8")).text);
    people.standIn.delivered.length = 0;
    const { code, text } = await hold("release", "--id", first, "--reason", "closed", "--by", "legal");
    expect(text).toContain("another hold keeps the rest");
    expect(code).toBe(0);
    expect((await heldBelow("events/2026/08/03")).length).toBe(1);
    expect(changes()).toMatchObject([{ data: { action: "released", holdId: first, objects: 0, why: "closed" } }]);
    await hold("release", "--id", second, "--reason", "closed", "--by", "legal");
    expect(await heldBelow("")).toEqual([]);
    expect((await hold("list")).text).toBe("no hold stands");
  });

  test.each([
    ["a hold that is not there", ["release", "--id", "none", "--reason", "x"], 1, "there is no hold none"],
    [
      "a last day that is not over",
      ["place", "--from", "2026-08-03", "--to", "2026-08-05", "--reason", "x"],
      2,
      "a last day that is over",
    ],
    [
      "a period backwards",
      ["place", "--from", "2026-08-03", "--to", "2026-08-02", "--reason", "x"],
      2,
      "ends (2026-08-02) before",
    ],
    ["no reason", ["place", "--from", "2026-08-01", "--to", "2026-08-02"], 2, "--reason"],
  ])("refuses %s", async (_what, [action = "", ...args], code, words) => {
    expect(await hold(action, ...args)).toMatchObject({ code, text: expect.stringContaining(words) });
  });
});

test("each day a hold stands, what would soon expire is given more time; without one, nothing is touched", async () => {
  const { handler } = await import("../../../handlers/keep-held-identities/handler.ts");
  const run = () => handler({} as ScheduledEvent, {} as Context);
  const { PutCommand } = await import("@aws-sdk/lib-dynamodb");
  const soon = Math.floor(Date.now() / 1000) + 10 * 86_400;
  await people.dynalite.client.send(
    new PutCommand({
      TableName: "identities",
      Item: { pseudonym: "address:k1:soon", kind: "address", expiresAt: soon },
    }),
  );
  const expiry = async () =>
    (
      await people.dynalite.client.send(
        new GetCommand({ TableName: "identities", Key: { pseudonym: "address:k1:soon" } }),
      )
    ).Item?.expiresAt;
  await run();
  expect(await expiry()).toBe(soon);
  await place("2026-08-03", "2026-08-03", "case 9");
  await run();
  expect(await expiry()).toBeGreaterThan(soon + 50 * 86_400);
});
