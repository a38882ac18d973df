import { beforeAll, describe, expect, test } from "@jest/globals";
import { readCsv } from "../../../lib/csv/read-csv.ts";
import { csv, unquoted } from "../../../lib/csv/write-csv.ts";
import { readAccessReview } from "../../../lib/evidence/report/read-access-review.ts";
import { aRoleCredentialsIssued, aRoleMappingProvisioned } from "../../helpers/events.ts";
import { anArchive, inHour } from "./helpers/a-month.ts";
import { build, packageOf } from "./helpers/build.ts";

let list: Buffer = Buffer.alloc(0);
let head: readonly string[];
let rows: readonly (readonly string[])[];

/** As an owner fills it in. */
function filledIn(fill: (row: Record<string, string>, index: number) => Record<string, string> = (row) => row): string {
  const filled = rows.map((cells, index) => {
    const row = Object.fromEntries(head.map((name, column) => [name, unquoted(cells[column] ?? "")]));
    const decided = { ...row, decision: "Keep", rationale: "on call for this service", reviewer: "dana@acme.example" };
    const after = fill(decided, index);
    return head.map((name) => after[name] ?? "");
  });
  return csv(head, filled);
}

beforeAll(async () => {
  const hour = "2026-08-03T18";
  const { store } = await anArchive({
    [hour]: [aRoleMappingProvisioned({}, inHour(hour)), aRoleCredentialsIssued({}, inHour(hour))],
  });
  const files = await packageOf(store, await build(store));
  list = files.get("access-review.csv") ?? list;
  const [first, ...rest] = readCsv(list.toString("utf8"));
  head = first?.cells ?? [];
  rows = rest.map(({ cells }) => cells);
});

describe("access-review.csv", () => {
  test("has a row for each mapping and person, with the owner and what was used", () => {
    const cell = (row: readonly string[] | undefined, name: string) => row?.[head.indexOf(name)];
    expect(rows.map((row) => cell(row, "mapping_id"))).toEqual(["demo-readers", "demo-readers-test"]);
    expect(rows.map((row) => cell(row, "row"))).toEqual(["1 of 2", "2 of 2"]);
    expect([cell(rows[0], "logins"), cell(rows[1], "credentials")]).toEqual(["27", "1"]);
    expect(cell(rows[1], "owner")).toBe("platform@acme.example");
  });

  test("begins as spreadsheets need it to read names right", () => {
    expect([...list.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  test("saved in the encoding of a system, as old spreadsheets do, reads the same", () => {
    const text = filledIn((row) => ({ ...row, reviewer: "Zoë Müller" }));
    const { faults, decisions } = readAccessReview(Buffer.from(text, "latin1"));
    expect([faults, decisions[0]?.reviewer]).toEqual([[], "Zo\\u{eb} M\\u{fc}ller"]);
  });

  test("read back as it was filled in gives the decisions", () => {
    const { faults, decisions, period } = readAccessReview(
      Buffer.from(filledIn((row, index) => (index === 1 ? { ...row, decision: "revoke " } : row))),
    );
    expect(faults).toEqual([]);
    expect(decisions.map(({ mappingId, decision }) => [mappingId, decision])).toEqual([
      ["demo-readers", "keep"],
      ["demo-readers-test", "revoke"],
    ]);
    expect(period).toEqual({ from: "2026-08-03T14", to: "2026-08-04T16" });
  });

  test.each([
    [
      "as it was written",
      () => csv(head, rows),
      [/line 2 .*decision is empty/, /rationale is empty/, /reviewer is empty/],
    ],
    [
      "with a decision that is none",
      () => filledIn((row) => ({ ...row, decision: "maybe" })),
      [/decision is maybe: expected keep/],
    ],
    [
      "with a reason that says nothing",
      () => filledIn((row) => ({ ...row, rationale: "ok" })),
      [/rationale is too short/],
    ],
    [
      "with another owner",
      () => filledIn((row) => ({ ...row, logins: "0" })),
      [/line 2 .*the stated cells are not as they were/],
    ],
    ["without a row", () => filledIn().split("\r\n").slice(0, 2).join("\r\n"), [/^row 2 of 2 is missing$/m]],
    ["with a row twice", () => `${filledIn()}\r\n${filledIn().split("\r\n")[1]}`, [/row 1 is there twice/]],
    [
      "without a column",
      () =>
        csv(
          head.slice(1),
          rows.map((row) => row.slice(1)),
        ),
      [/line 1: the columns row are missing/],
    ],
    ["that is empty", () => "", [/line 1: the columns/]],
  ])("%s is sent back with its faults", (_, text, words) => {
    const faults = readAccessReview(Buffer.from(text())).faults.join("\n");
    for (const word of words) expect(faults).toMatch(word);
  });
});
