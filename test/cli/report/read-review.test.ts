/** `samltrail report read-review` against a stack: what it publishes, and what becomes of it where the bus does not take it. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { reportCommand } from "../../../cli/report/report-command.ts";
import { readCsv } from "../../../lib/csv/read-csv.ts";
import { csv, unquoted } from "../../../lib/csv/write-csv.ts";
import { accessReviewCompleted, REVIEW_DECISIONS } from "../../../lib/events/access-review-completed.ts";
import { parseEvent } from "../../../lib/events/catalogue.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { anArchive, inHour, PERIOD, writeTo } from "../../evidence/report/helpers/a-month.ts";
import { collect } from "../../helpers/collect.ts";
import { aRoleMappingProvisioned } from "../../helpers/events.ts";
import { LEDGER } from "../../helpers/ledger.ts";
import { type People, startPeople } from "../erase/evidence-of-people.ts";

const HOUR = PERIOD.from;
const WHO = ["--environment", "dev", "--by", "dana@acme.example"];
/** One more than goes into one event; demo-readers of the archive's own logins is the last of them. */
const MAPPINGS = REVIEW_DECISIONS + 1;

let people: People;
let folder: string;
const at = (name: string) => join(folder, name);

function provisioned(index: number) {
  const mapping = { id: `team-${index}`, identityProviderId: "demo", samlRole: `Team ${index}`, environment: "test" };
  const after = { ...mapping, iamRole: `arn:aws:iam::111122223333:role/samltrail-team-${index}`, owner: "platform" };
  const rest = { purpose: "", maximumSessionMinutes: 60, envelope: null, protected: false, optOut: null } as const;
  const data = { mapping: after, after: { ...after, ...rest, status: "active" as const } };
  return aRoleMappingProvisioned(data, inHour(HOUR));
}

/** As owners fill it in: the first is taken away. */
function fill(name: string, decisions: (index: number) => string = (index) => (index === 0 ? "revoke" : "keep")) {
  const [head = [], ...rows] = readCsv(readFileSync(join(folder, "package", "access-review.csv"), "utf8")).map(
    ({ cells }) => cells.map(unquoted),
  );
  const filled = rows.map((cells, index) => {
    const decided = { decision: decisions(index), rationale: "they build this service", reviewer: "dana" };
    return head.map((column, place) => decided[column as keyof typeof decided] ?? cells[place] ?? "");
  });
  writeFileSync(at(name), csv(head, filled));
  return at(name);
}

const readReview = (...args: readonly string[]) => people.run(reportCommand, "read-review", ...args);
const delivered = () =>
  people.standIn.delivered.map(({ detail }) => accessReviewCompleted.detail.parse(parseEvent(detail)));
const pending = () => collect(createDynamoDbLedger(people.dynalite.client, LEDGER).pending(new Date("2027-01-01")));

beforeAll(async () => {
  people = await startPeople();
  folder = mkdtempSync(join(tmpdir(), "samltrail-review-"));
  const more = Array.from({ length: MAPPINGS - 1 }, (_, index) => provisioned(index));
  const { store } = await anArchive({ [HOUR]: more });
  writeTo(at("bucket"), store.objects);
  const period = ["--from", PERIOD.from, "--to", PERIOD.to, "--framework", "soc2", "--without-names"];
  const made = await people.run(reportCommand, ...period, "--folder", at("bucket"), "--out", at("package"));
  expect(made.code).toBe(0);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await people.stop();
});
beforeEach(() => {
  people.standIn.delivered.length = 0;
});

test("a review is recorded in as many events as it needs, which together have every decision", async () => {
  const file = fill("filled.csv");
  const { code, text } = await readReview(file, ...WHO);
  expect([code, text]).toEqual([
    0,
    `${file}: ${MAPPINGS} decisions, ${MAPPINGS - 1} keep, 0 change, 1 revoke; recorded in 2 Access Review Completed`,
  ]);
  const events = delivered();
  expect(events.map(({ metadata }) => metadata.producer.sequence)).toEqual([1, 2]);
  expect(new Set(events.map(({ metadata }) => metadata.attemptId)).size).toBe(1);
  const common = {
    period: PERIOD,
    fileHash: createHash("sha256").update(readFileSync(file)).digest("hex"),
    by: "dana@acme.example",
    ...{ parts: 2, rows: MAPPINGS },
  };
  expect(events).toMatchObject([
    { metadata: { environment: "dev" }, data: { ...common, part: 1 } },
    { metadata: { environment: "dev" }, data: { ...common, part: 2 } },
  ]);
  const decisions = events.flatMap(({ data }) => data.decisions);
  expect(decisions).toHaveLength(MAPPINGS);
  expect(decisions[0]).toEqual({
    mappingId: "demo-readers",
    subject: expect.stringMatching(/^subject:/),
    decision: "revoke",
    rationale: "they build this service",
    reviewer: "dana",
  });
  // A mapping that nobody used is decided on as well.
  expect(decisions[1]).toMatchObject({ mappingId: "team-0", subject: null, decision: "keep" });
  expect(await pending()).toEqual([]);
});

test("what the bus does not take stays in the ledger, for republish-pending to send", async () => {
  people.standIn.aws.faults.refuseEntries(1);
  expect(await readReview(fill("refused.csv"), ...WHO)).toMatchObject({ code: 0 });
  expect(delivered().map(({ data }) => data.part)).toEqual([2]);
  const left = (await pending()).flatMap(({ events }) => events);
  expect(left).toMatchObject([{ metadata: { type: "Access Review Completed" }, data: { part: 1 } }]);
});

test("a review that is not whole, or not this report's, is not recorded at all", async () => {
  const [head, first] = readFileSync(fill("partial.csv"), "utf8").split("\r\n");
  writeFileSync(at("partial.csv"), `${head}\r\n${first}\r\n`);
  const { code, text } = await readReview(at("partial.csv"), ...WHO);
  expect(text).toContain(`${MAPPINGS - 1} rows are missing, the first is row 2 of ${MAPPINGS}`);
  expect(text).toContain("nothing was recorded: 1 faults");
  expect(code).toBe(1);
  expect(
    await readReview(
      fill("undecided.csv", (index) => (index === 7 ? "" : "keep")),
      ...WHO,
    ),
  ).toMatchObject({
    code: 1,
    text: expect.stringContaining("decision is empty"),
  });
  expect(people.standIn.delivered).toEqual([]);
});

test("a review that cannot be recorded ends as an error, and tells nobody", async () => {
  process.env.LOGIN_LEDGER_TABLE = "not-there";
  await expect(readReview(fill("nowhere.csv"), ...WHO)).rejects.toThrow();
  delete process.env.LOGIN_LEDGER_TABLE;
  const { code, text } = await readReview(fill("nowhere.csv"), ...WHO);
  process.env.LOGIN_LEDGER_TABLE = LEDGER;
  expect([code, text]).toEqual([2, expect.stringContaining("which stack?")]);
  expect(people.standIn.delivered).toEqual([]);
});
