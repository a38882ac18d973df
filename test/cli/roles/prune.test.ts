/** `samltrail roles prune`, `restore` and `opt-out` against dynalite and the stand-ins, as a deployed stack is named: by variables. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { rolesCommand } from "../../../cli/roles/roles-command.ts";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import { createRoleMappingStore } from "../../../lib/roles/role-mapping-store.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../../config/helpers/stage-folder.ts";
import { pointAwsAt } from "../../helpers/aws-stub.ts";
import { clearTable, type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { beatEveryHour } from "../../helpers/heartbeats.ts";
import { LEDGER } from "../../helpers/ledger.ts";
import { aMapping, putMapping } from "../../helpers/mappings.ts";
import { runCommand } from "../../helpers/run-command.ts";
import { startTestStandIn, type TestStandIn } from "../../local/aws-stand-in.ts";

const HOUR = 3_600_000;
const NOW = new Date("2026-08-01T12:00:00.000Z");
const PRUNING = "pruning: { minimumAgeDays: 1, unusedDays: 1, waitDays: 1, maximumShare: 1 }\n";

let standIn: TestStandIn;
let dynalite: Dynalite;
let folder: StageFolder;

const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR);

beforeAll(async () => {
  [standIn, dynalite] = await Promise.all([startTestStandIn(), startDynalite()]);
  const { endpoint } = standIn.client;
  pointAwsAt(endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    LOGIN_LEDGER_TABLE: LEDGER,
    ROLE_MAPPINGS_TABLE: "role-mappings",
    ROLE_USAGE_TABLE: "role-usage",
    EVENT_BUS_NAME: "samltrail",
    EVIDENCE_BUCKET: "evidence",
    DEAD_LETTER_QUEUES: `${endpoint}/000000000000/record-metrics-dead-letters`,
  });
  folder = stageFolder({ "stage.yaml": STAGE + PRUNING, "mappings.yaml": MAPPINGS });
  await beatEveryHour(standIn, "dev", ago(24 * 2 + 8), NOW);
});

beforeEach(async () => {
  standIn.delivered.length = 0;
  folder.write("stage.yaml", STAGE + PRUNING);
  await clearTable(dynalite.client, "role-mappings");
  await putMapping(dynalite.client, ofOkta("auditors", { lastGrantedAt: ago(1).toISOString() }));
});

afterAll(async () => {
  folder.remove();
  await Promise.all([standIn.stop(), dynalite.stop()]);
});

function ofOkta(id: string, given: Partial<RoleMapping> = {}): RoleMapping {
  return aMapping({ id, identityProvider: "okta", samlRole: id, environment: "dev", ...given });
}

const due = (id: string) =>
  ofOkta(id, {
    status: "stale",
    stale: { markedAt: ago(30).toISOString(), pruneAfter: ago(6).toISOString() },
    revision: 2,
  });

async function roles(...args: readonly string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const surroundings = { out: (line: string) => out.push(line), error: (line: string) => error.push(line), now: NOW };
  const code = await runCommand({ roles: rolesCommand }, ["roles", ...args], surroundings);
  return { code, out: out.join("\n"), error: error.join("\n") };
}

const prune = (...args: readonly string[]) => roles("prune", `${folder.path}/stage.yaml`, ...args);

async function stored(id: string): Promise<RoleMapping | undefined> {
  return (await createRoleMappingStore(dynalite.client, "role-mappings").all()).find((mapping) => mapping.id === id);
}

const delivered = () => standIn.delivered.map(({ detail }) => detail);

describe("samltrail roles prune", () => {
  test("shows by default what a run would do, with its reasons, and changes nothing", async () => {
    await putMapping(dynalite.client, due("admins"));
    const { code, out } = await prune();
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {3}missing-hours: every hour since 2026-07-31 arrived in the archive$/m);
    expect(out).toMatch(/^prune +admins +never +archive: never +platform@acme\.example +unused since 2026-01-01/m);
    expect(out).toMatch(/^keep +auditors +unused-by-table +2026-08-01/m);
    expect(out).toContain("a dry run: nothing was changed");
    expect((await stored("admins"))?.status).toBe("stale");
    expect(delivered()).toEqual([]);
  });

  test("does it with --apply, in the name of who gave the command", async () => {
    await putMapping(dynalite.client, due("admins"));
    const { code } = await prune("--apply", "--by", "dana");
    expect(code).toBe(0);
    expect((await stored("admins"))?.status).toBe("pruned");
    expect(delivered()).toMatchObject([
      { metadata: { type: "Role Mapping Pruned" } },
      { metadata: { type: "Role Mappings Reviewed" }, data: { by: "dana" } },
    ]);
  });

  test("speaks JSON to programs", async () => {
    await putMapping(dynalite.client, due("admins"));
    const { decisions, ...rest } = JSON.parse((await prune("--json")).out);
    expect(rest).toMatchObject({ outcome: "dry-run", inForce: 2, candidates: 1 });
    expect(decisions[0]).toMatchObject({ mappingId: "admins", decision: "prune", safety: null, outcome: null });
  });

  test("says why a run is refused, and exits with 1", async () => {
    folder.write("stage.yaml", STAGE + PRUNING.replace("maximumShare: 1", "maximumShare: 0.4"));
    await putMapping(dynalite.client, due("admins"));
    const { code, error } = await prune("--apply", "--by", "dana");
    expect(code).toBe(1);
    expect(error).toContain("refused, and nothing done: maximum-share: 1 of 2 mappings in force");
    expect((await stored("admins"))?.status).toBe("stale");
    expect(delivered()).toMatchObject([{ data: { scope: "run", reason: "maximum-share" } }]);
  });

  test("does nothing where the stage has pruning off", async () => {
    folder.write("stage.yaml", STAGE + PRUNING.replace("{ ", "{ enabled: false, "));
    expect(await prune("--apply", "--by", "dana")).toMatchObject({
      code: 1,
      error: expect.stringContaining("enabled"),
    });
  });
});

describe("samltrail roles restore", () => {
  const pruned = ofOkta("admins", { status: "pruned", prunedAt: ago(48).toISOString(), revision: 3 });

  test("brings a pruned mapping back in one command, with who and why", async () => {
    await putMapping(dynalite.client, pruned);
    const { code, out } = await roles("restore", "admins", "--by", "dana", "--why", "the drill is next week");
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("admins grants again") });
    expect(await stored("admins")).toMatchObject({ status: "active", prunedAt: null, restoredAt: NOW.toISOString() });
    expect(delivered()).toMatchObject([
      { data: { through: "command", by: "dana", why: "the drill is next week", revision: 4 } },
    ]);
  });

  test("a restored mapping is left alone for the minimum age", async () => {
    await putMapping(dynalite.client, pruned);
    await roles("restore", "admins", "--by", "dana", "--why", "needed");
    expect((await prune()).out).toMatch(/^keep +admins +minimum-age/m);
  });

  test("refuses what is not pruned, what is not there, and a reason that is missing", async () => {
    const why = ["--by", "dana", "--why", "needed"];
    expect(await roles("restore", "auditors", ...why)).toMatchObject({
      code: 1,
      error: "auditors is active: only a pruned mapping is restored",
    });
    expect((await roles("restore", "nobody", ...why)).code).toBe(2);
    expect((await roles("restore", "auditors", "--by", "dana")).error).toContain("--why");
  });
});

describe("samltrail roles opt-out", () => {
  const asked = ["--reason", "yearly audit", "--until", "2026-12-31", "--by", "dana"];

  test("keeps a mapping from being pruned up to the end of the day, and the next run takes its mark off", async () => {
    await putMapping(dynalite.client, due("admins"));
    const { code, out } = await roles("opt-out", "admins", ...asked);
    expect(code).toBe(0);
    expect(out).toContain('optOut: { reason: "yearly audit", until: "2026-12-31", by: "dana" }');
    expect((await stored("admins"))?.optOut).toEqual({
      reason: "yearly audit",
      until: "2027-01-01T00:00:00.000Z",
      by: "dana",
    });
    expect(delivered()).toMatchObject([{ data: { action: "changed", by: "dana", why: "yearly audit" } }]);
    await prune("--apply", "--by", "dana");
    expect((await stored("admins"))?.status).toBe("active");
    expect(delivered()[1]).toMatchObject({ metadata: { type: "Role Mapping Unmarked" }, data: { cause: "opt-out" } });
  });

  test("needs a reason, and an end within 400 days", async () => {
    const refused = async (...args: string[]) => (await roles("opt-out", "auditors", "--by", "dana", ...args)).error;
    expect(await refused("--until", "2026-12-31")).toContain("--reason");
    for (const until of ["2027-12-31", "2026-07-01", "tomorrow"]) {
      expect(await refused("--reason", "audit", "--until", until)).toContain("--until");
    }
  });
});
