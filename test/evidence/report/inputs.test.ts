/** What a report is given beside the archive: names, joiners and leavers, the access log. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readCsv, UnreadableCsv } from "../../../lib/csv/read-csv.ts";
import { hoursLater, startOf } from "../../../lib/evidence/hours.ts";
import { readPeople } from "../../../lib/evidence/report/people-list.ts";
import type { Names } from "../../../lib/identity/dynamodb-names.ts";
import { aHeartbeat, aLoginFailed, aLoginSucceeded, aRoleCredentialsIssued } from "../../helpers/events.ts";
import { aKey, arrive, keysOf, sealUpTo } from "../helpers/archive.ts";
import { type MemoryStore, memoryStore } from "../helpers/memory-store.ts";
import { inHour } from "./helpers/a-month.ts";
import { build, packageOf, resultOf, toldBy } from "./helpers/build.ts";

const HOUR = "2026-08-03T12";
const PERIOD = { from: HOUR, to: hoursLater(HOUR, 1) };
const person = (letter: string) => `subject:k1:${letter.repeat(43)}`;
const client = (requestId: string) => ({ ip: null, userAgent: null, requestId });
let folder: string;
let store: MemoryStore;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "samltrail-inputs-"));
  store = memoryStore();
  const at = inHour(HOUR, 10);
  await arrive(store, HOUR, aHeartbeat(at), aLoginSucceeded({ subject: person("a"), client: client("r-1") }, at));
  await arrive(store, HOUR, aLoginSucceeded({ subject: person("b"), client: client("r-2") }, at));
  await arrive(
    store,
    HOUR,
    aLoginFailed({ client: client("r-gone") }, at),
    aLoginFailed({ client: null, count: 2 }, at),
  );
  await arrive(store, PERIOD.to, aRoleCredentialsIssued({ subject: person("b") }, inHour(PERIOD.to)));
  // A request of the period's last minute, whose event arrives in the hour after.
  await arrive(store, hoursLater(HOUR, 2), aLoginFailed({ client: client("r-late") }, inHour(PERIOD.to, 59)));
  await sealUpTo(store, keysOf(aKey("k1")), { upTo: hoursLater(HOUR, 3) });
});
afterAll(() => rmSync(folder, { recursive: true }));

const names: Names = {
  find: async (pseudonyms) =>
    new Map(
      pseudonyms
        .filter((each) => each === person("b"))
        .map((each) => [each, { value: "Kim@Acme.example", displayName: "=Kim" }]),
    ),
};

describe("names", () => {
  test("stand in the lists where the table has them, harmless to spreadsheets, and nowhere where it has not", async () => {
    const files = await packageOf(store, await build(store, { period: PERIOD, names }));
    const rows = readCsv(files.get("populations/logins.csv")?.toString("utf8") ?? "");
    expect(
      rows
        .slice(1)
        .map(({ cells }) => cells.at(-1))
        .sort(),
    ).toEqual(["", "'=Kim <Kim@Acme.example>"]);
    const others = [...files].filter(([path]) => path.endsWith(".jsonl") || path === "report.json");
    for (const [, content] of others) expect(content.toString("utf8")).not.toContain("Kim");
  });

  test("that are left out are said to be", async () => {
    const { report } = await build(store, { period: PERIOD });
    expect(report.completeness.parameters.names).toBe("left-out");
  });
});

describe("a list of joiners and leavers", () => {
  const given = (csv: string, order = {}) => build(store, { period: PERIOD, people: readPeople(csv), ...order });

  test("finds who signed in, or obtained credentials, after they left, by name or by pseudonym", async () => {
    const built = await given(`person,left\nkim@acme.example,2026-08-02\n${person("a")},2026-08-03\n`, { names });
    expect(toldBy(built, "joiners-and-leavers").map(({ what }) => what.slice(0, 24))).toEqual([
      "Login Succeeded: at 2026",
      "Role Credentials Issued:",
    ]);
    expect(built.report.completeness.parameters.people).toMatchObject({ rows: 2, matched: 2 });
  });

  test("finds who signed in before they joined; who left and came back fits one of their rows", async () => {
    const csv = `person,joined,left\n${person("a")},2026-08-04,\n${person("b")},2026-01-01,2026-02-01\n${person("b")},2026-08-01,\n`;
    const built = await given(csv);
    expect(toldBy(built, "joiners-and-leavers")).toHaveLength(1);
    expect(toldBy(built, "joiners-and-leavers")[0]?.what).toContain(person("a"));
  });

  test("of names that cannot be found is not run, and says so; of strangers it says who was not met", async () => {
    const blind = await given("person,left\nkim@acme.example,2026-08-02\n");
    expect(resultOf(blind, "joiners-and-leavers")).toMatchObject({ result: "not-run" });
    const seeing = await given("person,left\nnobody@acme.example,2026-08-02\n", { names });
    expect(seeing.report.notCovered[1]?.why ?? "").toBeDefined();
    expect(JSON.stringify(seeing.report.notCovered)).toContain("nobody@acme.example");
  });

  test.each([
    ["no columns that are known", "name,date\na,b\n", /line 1: expected the columns/],
    ["a day that is none", "person,left\na,2026-02-30\n", /line 2: "2026-02-30" is no day/],
    ["nobody in a line", "person,left\n,2026-02-03\n", /line 2: nobody is named/],
  ])("with %s is refused", (_, csv, words) => {
    expect(() => readPeople(csv)).toThrow(UnreadableCsv);
    expect(() => readPeople(csv)).toThrow(words);
  });
});

describe("the access log", () => {
  const line = (requestId: string, status: number, more = {}, minute = 10) =>
    JSON.stringify({
      requestId,
      requestTime: String(startOf(HOUR).getTime() + minute * 60_000),
      route: "ANY /saml/acs",
      status: String(status),
      integrationStatus: "200",
      ...more,
    });
  const given = async (...lines: readonly string[]) => {
    const file = join(folder, "access.jsonl");
    writeFileSync(file, `${lines.join("\n")}\n`);
    return build(store, { period: PERIOD, accessLog: { file, source: "access.jsonl" } });
  };

  test("joined with the events leaves an exception for each line and each event without a partner", async () => {
    const built = await given(
      line("r-1", 302),
      JSON.stringify({ message: line("r-2", 302) }),
      line("r-lost", 500),
      line("r-flood", 400),
      line("r-late", 403, {}, 119),
      line("r-429", 429, { integrationStatus: "-" }),
      line("r-home", 200, { route: "GET /" }),
      line("r-later", 200, {}, 121),
      "not json",
    );
    expect(built.report.completeness.accessLog).toMatchObject({
      lines: 9,
      unreadable: 1,
      owed: 5,
      joined: 3,
      aggregated: 2,
      refusedBefore: { 429: 1 },
      unmatched: { 400: 1, 500: 1 },
      eventsWithoutLine: 1,
    });
    expect(
      toldBy(built, "joined-to-access-log").map(({ state, what }) => `${state}: ${what.replace(/ of 2026\S+/, "")}`),
    ).toEqual([
      "open: 1 lines of the access log cannot be read",
      "open: status 500: the request r-lost has no event",
      "open: names a request that the access log does not have",
      "explained: status 400: the request r-flood has no event",
    ]);
  });

  test("that agrees in every line passes", async () => {
    const built = await given(line("r-1", 302), line("r-2", 302), line("r-gone", 403), line("r-late", 403, {}, 119));
    expect(resultOf(built, "joined-to-access-log")).toMatchObject({ result: "passed", examined: 4 });
  });
});
