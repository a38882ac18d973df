/** `samltrail roles` against the tables on dynalite and a stub of the event bus, as a deployed stack is named: by variables. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { rolesCommand } from "../../../cli/roles/roles-command.ts";
import { runCommand } from "../../../cli/run-command.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import { createRoleMappingStore } from "../../../lib/roles/role-mapping-store.ts";
import { addUses } from "../../../lib/roles/usage/usage-days.ts";
import { STAGE, type StageFolder, stageFolder } from "../../config/helpers/stage-folder.ts";
import { type AwsStub, pointAwsAt, startAwsStub } from "../../helpers/aws-stub.ts";
import { collect } from "../../helpers/collect.ts";
import { clearTable, type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { putMapping } from "../../helpers/mappings.ts";

const NOW = new Date("2026-08-01T12:00:00.000Z");

const mapping = (id: string, samlRole: string, more = "") => `  - id: ${id}
    identityProvider: okta
    samlRole: ${samlRole}
    environment: dev
    iamRole: arn:aws:iam::123456789012:role/${id}
    owner: security@sp.test
    purpose: reads evidence
${more}`;

const file = (...mappings: readonly string[]) => `mappings:\n${mappings.join("")}`;
const BOTH = file(mapping("auditors", "Auditor"), mapping("admins", "Admin"));

let dynalite: Dynalite;
let stub: AwsStub;
let folder: StageFolder;
let published: TrailEvent[];

beforeAll(async () => {
  [stub, dynalite] = await Promise.all([startAwsStub(), startDynalite()]);
  pointAwsAt(stub.endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    ROLE_MAPPINGS_TABLE: "role-mappings",
    ROLE_USAGE_TABLE: "role-usage",
    EVENT_BUS_NAME: "trail",
  });
  folder = stageFolder({ "stage.yaml": STAGE });
});

beforeEach(async () => {
  published = [];
  folder.write("mappings.yaml", BOTH);
  await clearTable(dynalite.client, "role-mappings");
  stub.answer(({ body }) => {
    const { Entries } = JSON.parse(body) as { Entries: readonly { Detail: string }[] };
    published.push(...Entries.map(({ Detail }) => JSON.parse(Detail) as TrailEvent));
    return { body: { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: "e" })) } };
  });
});

afterAll(async () => {
  folder.remove();
  await Promise.all([stub.stop(), dynalite.stop()]);
});

async function roles(...args: readonly string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const surroundings = { out: (line: string) => out.push(line), error: (line: string) => error.push(line), now: NOW };
  const code = await runCommand({ roles: rolesCommand }, ["roles", ...args], surroundings);
  const text = (lines: readonly string[]) => lines.join("\n").replaceAll(`${folder.path}/`, "");
  return { code, out: text(out), error: text(error) };
}

const stage = () => `${folder.path}/stage.yaml`;
const plan = (...args: readonly string[]) => roles("plan", stage(), ...args);
const apply = (...args: readonly string[]) => roles("apply", stage(), "--by", "dana", "--why", "a test", ...args);
const store = () => createRoleMappingStore(dynalite.client, "role-mappings");
const stored = async (id: string): Promise<RoleMapping> => {
  const found = (await store().all()).find((each) => each.id === id);
  if (!found) throw new Error(`there is no mapping ${id}`);
  return found;
};
const prune = async (id: string) => {
  const prunedAt = "2026-07-01T00:00:00.000Z";
  await putMapping(dynalite.client, { ...(await stored(id)), status: "pruned", prunedAt });
};

describe("samltrail roles plan", () => {
  test("says what would be created, with file and line, and exits with 3", async () => {
    const { code, out } = await plan();
    expect(code).toBe(3);
    expect(out).toBe(
      [
        "+ create auditors: Auditor of okta in dev > arn:aws:iam::123456789012:role/auditors",
        "    mappings.yaml:2",
        "+ create admins: Admin of okta in dev > arn:aws:iam::123456789012:role/admins",
        "    mappings.yaml:9",
        "2 to create; 0 as the file has them",
      ].join("\n"),
    );
    expect(await store().all()).toEqual([]);
  });

  test("says field by field what would change, and what would be retired", async () => {
    await apply();
    const envelope = `    envelope: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:Get*", Resource: "*" }] }\n`;
    folder.write("mappings.yaml", file(mapping("auditors", "Auditor", `    maximumSessionMinutes: 30\n${envelope}`)));
    const { code, out } = await plan();
    expect(code).toBe(3);
    expect(out).toContain("~ change auditors: Auditor of okta in dev");
    expect(out).toContain("    maximumSessionMinutes: 60 > 30");
    expect(out).toContain('    envelope: none > {"Version":"2012-10-17"');
    expect(out).toContain("- retire admins: Admin of okta in dev");
    expect(out).toContain("1 to change, 1 to retire; 0 as the file has them");
  });

  test("exits with 0 where nothing is to change", async () => {
    await apply();
    expect(await plan()).toEqual({ code: 0, out: "nothing to change; 2 as the file has them", error: "" });
  });

  test("speaks JSON to programs", async () => {
    await apply();
    await prune("admins");
    folder.write("mappings.yaml", BOTH.replace("owner: security@sp.test", "owner: audit@sp.test"));
    const { out } = await plan("--json");
    expect(JSON.parse(out)).toMatchObject({
      changes: [
        {
          action: "change",
          id: "auditors",
          place: { line: 2 },
          differences: [{ field: "owner", before: "security@sp.test", after: "audit@sp.test" }],
        },
      ],
      leftPruned: [{ id: "admins", place: { line: 9 } }],
      unchanged: 1,
    });
  });

  const unusable: readonly (readonly [string, string, string, string])[] = [
    [
      "of an account that the stage does not list",
      "::123456789012:role/auditors",
      "::999999999999:role/auditors",
      "mappings.yaml:6:5: mappings[0].iamRole: expected a role in an account of 123456789012, found account 999999999999",
    ],
    [
      "that crosses into another environment",
      "::123456789012:role/auditors",
      "::210987654321:role/auditors",
      "mappings.yaml:6:5: mappings[0].iamRole: expected a role in an account of 123456789012, found account 210987654321 of prod: a mapping stays in its environment",
    ],
    [
      "that repeats another",
      "samlRole: Admin",
      "samlRole: Auditor",
      "mappings.yaml:9:5: mappings[1]: expected identityProvider, samlRole and environment to differ from every other mapping, found those of mappings[0]",
    ],
  ];

  test.each(unusable)("refuses a mapping %s, with file, line and reason", async (_, from, to, message) => {
    folder.write("stage.yaml", STAGE.replace('dev: ["123456789012"]', 'dev: ["123456789012"], prod: ["210987654321"]'));
    folder.write("mappings.yaml", BOTH.replace(from, to));
    const error = `the configuration cannot be used: ${message}`;
    expect(await plan()).toEqual({ code: 1, out: "", error });
    expect((await apply()).code).toBe(1);
    expect(await store().all()).toEqual([]);
    folder.write("stage.yaml", STAGE);
  });

  test("asks which stack is meant where nothing says so", async () => {
    delete process.env.EVENT_BUS_NAME;
    const { code, error } = await plan();
    process.env.EVENT_BUS_NAME = "trail";
    expect(code).toBe(2);
    expect(error).toContain("which stack? Say --stack local, --outputs <file>, or set EVENT_BUS_NAME");
    const { error: noStack } = await plan("--stack", "local", "--data", `${folder.path}/none`);
    expect(noStack).toContain("no stack is running with its data in none: start it with npm start");
  });

  test("finds a deployed stack by what cdk deploy wrote", async () => {
    const outputs = { RoleMappingsTable: "role-mappings", RoleUsageTable: "role-usage", EventBusName: "trail" };
    folder.write("outputs.json", JSON.stringify({ "samltrail-dev-state": outputs }));
    delete process.env.ROLE_MAPPINGS_TABLE;
    const { code } = await plan("--outputs", `${folder.path}/outputs.json`);
    expect(process.env.ROLE_MAPPINGS_TABLE).toBeUndefined();
    process.env.ROLE_MAPPINGS_TABLE = "role-mappings";
    expect(code).toBe(3);
  });
});

describe("samltrail roles apply", () => {
  test("makes the table as the file is; each change is an event that says who and why", async () => {
    const { code, out, error } = await apply();
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out).toContain("2 changed by dana");
    expect(await stored("auditors")).toMatchObject({ status: "active", revision: 1, createdAt: NOW.toISOString() });
    expect(published.map(({ metadata }) => metadata.producer.sequence)).toEqual([1, 2]);
    expect(published[0]).toMatchObject({
      metadata: { type: "Role Mapping Provisioned", environment: "dev" },
      data: { action: "created", before: null, after: { id: "auditors" }, by: "dana", why: "a test", revision: 1 },
    });
    expect(await collect(store().outbox.pending(new Date("2027-01-01T00:00:00.000Z")))).toEqual([]);
    expect((await apply()).out).toBe("nothing to change; 2 as the file has them\n0 changed by dana");
  });

  test("changes and retires, and brings back by the file what it had retired", async () => {
    await apply();
    folder.write("mappings.yaml", file(mapping("auditors", "Auditor", "    protected: true\n")));
    await apply();
    expect(await stored("auditors")).toMatchObject({ protected: true, revision: 2 });
    expect(await stored("admins")).toMatchObject({ status: "retired", revision: 2 });
    expect(published.slice(2)).toMatchObject([
      { data: { action: "changed", before: { protected: false }, after: { protected: true } } },
      { data: { action: "retired", after: { id: "admins", status: "retired" } } },
    ]);
    folder.write("mappings.yaml", BOTH);
    await apply();
    expect(await stored("admins")).toMatchObject({ status: "active", restoredAt: NOW.toISOString(), revision: 3 });
    expect(published.at(-1)).toMatchObject({ data: { action: "restored-by-file" } });
  });

  test("leaves a pruned mapping pruned, says so, and changes it all the same", async () => {
    await apply();
    await prune("admins");
    folder.write("mappings.yaml", BOTH.replaceAll("security@sp.test", "audit@sp.test"));
    const { code, out } = await apply();
    expect(code).toBe(0);
    expect(out).toContain("! pruned admins: Admin of okta in dev");
    expect(out).toContain(
      "pruned 2026-07-01T00:00:00.000Z, nobody asked for it since. Applying the file does not bring it back:",
    );
    expect(out).toContain("say --restore admins, or take it out of the file");
    expect(await stored("admins")).toMatchObject({ status: "pruned", owner: "audit@sp.test" });
  });

  test("does not bring a pruned mapping back by taking it out of the file and putting it in again", async () => {
    await apply();
    await prune("admins");
    folder.write("mappings.yaml", file(mapping("auditors", "Auditor")));
    expect((await apply()).out).toContain("0 changed");
    folder.write("mappings.yaml", BOTH);
    await apply();
    expect(await stored("admins")).toMatchObject({ status: "pruned" });
  });

  test("restores the pruned mapping that is asked for by id, with what it had refused meanwhile", async () => {
    await apply();
    await prune("admins");
    const use = { kind: "withheld", eventId: "e1", subject: "subject:k1:x" } as const;
    const key = { source: "okta#Admin", environment: "dev" };
    const told = { ...use, mapping: key, at: "2026-07-20T00:00:00.000Z", correlationId: "c", attemptId: "a" };
    const uses = { mapping: key, day: "2026-07-20", kind: "withheld", uses: [told] } as const;
    await addUses(dynalite.client, "role-usage", uses);
    folder.write("mappings.yaml", BOTH.replaceAll("security@sp.test", "audit@sp.test"));
    const { code } = await apply("--restore", "admins");
    expect(code).toBe(0);
    const now = NOW.toISOString();
    const expected = { status: "active", prunedAt: null, restoredAt: now, owner: "audit@sp.test", revision: 3 };
    expect(await stored("admins")).toMatchObject(expected);
    expect(published.find(({ metadata }) => metadata.type === "Role Mapping Restored")?.data).toMatchObject({
      through: "apply",
      by: "dana",
      wouldHaveMatched: { count: 1 },
    });
  });

  test.each(["auditors", "nobody"])("refuses to restore %s, which is not pruned, and changes nothing", async (id) => {
    await apply();
    folder.write("mappings.yaml", file(mapping("auditors", "Auditor")));
    const { code, error } = await apply("--restore", id);
    expect(code).toBe(2);
    expect(error).toContain(`--restore ${id}: expected the id of a pruned mapping that the file has`);
    expect(await stored("admins")).toMatchObject({ status: "active" });
  });

  test("wants to know why", async () => {
    const { code, error } = await roles("apply", stage(), "--by", "dana");
    expect(code).toBe(2);
    expect(error).toContain("say why, for the record");
  });

  test("keeps the events in the mappings where the bus takes none, and says so", async () => {
    stub.answer(() => ({ status: 500, body: { __type: "InternalException", message: "down" } }));
    const { code, error } = await apply();
    expect(code).toBe(0);
    expect(error).toBe("2 events wait in the mappings they speak of: republish-pending sends them");
    const waiting = await collect(store().outbox.pending(new Date("2027-01-01T00:00:00.000Z")));
    expect(waiting.flatMap(({ events }) => events)).toHaveLength(2);
  });

  test("by two at once makes each change once", async () => {
    const results = await Promise.all([apply(), apply(), apply()]);
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(published).toHaveLength(2);
    expect(await stored("auditors")).toMatchObject({ revision: 1 });
  });
});

describe("samltrail roles list", () => {
  const use = async (samlRole: string, day: string, count: number) => {
    const key = { source: `okta#${samlRole}`, environment: "dev" };
    const uses = Array.from({ length: count }, (_, index) => ({
      mapping: key,
      kind: "granted" as const,
      at: `${day}T08:00:00.000Z`,
      eventId: `${day}-${index}`,
      subject: `subject:k1:${index % 2}`,
      correlationId: "c",
      attemptId: "a",
    }));
    await addUses(dynalite.client, "role-usage", { mapping: key, day, kind: "granted", uses });
  };

  test("shows owner, last use, people, age and status, most used first, and not what is retired", async () => {
    await apply();
    await use("Admin", "2026-07-30", 3);
    const created = { createdAt: "2026-06-02T12:00:00.000Z" };
    await putMapping(dynalite.client, {
      ...(await stored("admins")),
      ...created,
      lastGrantedAt: "2026-07-30T08:00:00.000Z",
    });
    const stale = { markedAt: "2026-07-31T00:00:00.000Z", pruneAfter: "2026-08-14T00:00:00.000Z" };
    await putMapping(dynalite.client, { ...(await stored("auditors")), status: "stale", stale });
    await putMapping(dynalite.client, { ...(await stored("admins")), id: "gone", samlRole: "Gone", status: "retired" });
    const { code, out } = await roles("list");
    expect(code).toBe(0);
    expect(out.split("\n").map((line) => line.replace(/ {2,}/g, " | "))).toEqual([
      "mapping | environment | SAML role | owner | last use | uses | people | age | status",
      expect.stringContaining("──"),
      "admins | dev | Admin | security@sp.test | 2026-07-30 08:00 | 3 | 2 | 60 days | active",
      "auditors | dev | Auditor | security@sp.test | never | 0 | 0 | 0 days | stale, pruned after 2026-08-14",
    ]);
    expect((await roles("list", "--all")).out).toContain("gone");
  });

  test("speaks JSON and CSV, and no cell is a formula", async () => {
    folder.write("mappings.yaml", file(mapping("sums", '"=1+1, done"')));
    await apply();
    const { out: json } = await roles("list", "--json");
    expect(JSON.parse(json)).toMatchObject([{ id: "sums", samlRole: "=1+1, done", usage: { granted: 0, people: 0 } }]);
    const { out } = await roles("list", "--csv");
    expect(out.split("\r\n")[1]).toContain(`sums,dev,"'=1+1, done",security@sp.test,never`);
  });

  test("says what to do where there are none", async () => {
    expect((await roles("list")).out).toContain("samltrail roles apply");
  });
});

test("samltrail roles says what it knows where it is given nothing it does", async () => {
  expect((await roles("plant")).error).toContain("expected one of plan, apply, list");
  expect((await roles("--help")).out).toContain("usage: samltrail roles plan");
});
