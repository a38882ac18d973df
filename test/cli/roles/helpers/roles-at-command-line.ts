/** `samltrail roles` against the tables on dynalite and a stub of the event bus, as a deployed stack is named: by variables. */
import { afterAll, beforeAll, beforeEach } from "@jest/globals";
import { rolesCommand } from "../../../../cli/roles/roles-command.ts";
import type { TrailEvent } from "../../../../lib/events/catalogue.ts";
import type { RoleMapping } from "../../../../lib/roles/role-mapping.ts";
import { createRoleMappingStore } from "../../../../lib/roles/role-mapping-store.ts";
import { STAGE, type StageFolder, stageFolder } from "../../../config/helpers/stage-folder.ts";
import { type AwsStub, pointAwsAt, startAwsStub } from "../../../helpers/aws-stub.ts";
import { clearTable, type Dynalite, startDynalite } from "../../../helpers/dynalite.ts";
import { putMapping } from "../../../helpers/mappings.ts";
import { runCommand } from "../../../helpers/run-command.ts";

export const NOW = new Date("2026-08-01T12:00:00.000Z");

/** An entry of the mapping file, seven lines and what is added. */
export const mapping = (id: string, samlRole: string, more = "") => `  - id: ${id}
    identityProvider: okta
    samlRole: ${samlRole}
    environment: dev
    iamRole: arn:aws:iam::123456789012:role/samltrail-${id}
    owner: security@sp.test
    purpose: reads evidence
${more}`;

export const file = (...mappings: readonly string[]) => `mappings:\n${mappings.join("")}`;

export const BOTH = file(mapping("auditors", "Auditor"), mapping("admins", "Admin"));

type Answering = Parameters<AwsStub["answer"]>[0];

const identity = (arn: string) => ({
  headers: { "content-type": "text/xml" },
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
});

/** Call at the top of a test file: each test begins with an empty table and the mapping file `BOTH`. */
export function rolesAtCommandLine() {
  let dynalite: Dynalite;
  let stub: AwsStub;
  let folder: StageFolder;
  const published: TrailEvent[] = [];
  let caller = "";
  const answer = (how: Answering) =>
    stub.answer((request) => (request.body.includes("GetCallerIdentity") ? identity(caller) : how(request)));

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
    published.length = 0;
    caller = "arn:aws:iam::123456789012:user/dana";
    folder.write("mappings.yaml", BOTH);
    await clearTable(dynalite.client, "role-mappings");
    answer(({ body }) => {
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
  const store = () => createRoleMappingStore(dynalite.client, "role-mappings");
  const put = (given: RoleMapping) => putMapping(dynalite.client, given);

  async function stored(id: string): Promise<RoleMapping> {
    const found = (await store().all()).find((each) => each.id === id);
    if (!found) throw new Error(`there is no mapping ${id}`);
    return found;
  }

  return {
    /** What the bus took. */
    published,
    /** Whom AWS knows the caller as. */
    callAs: (arn: string) => {
      caller = arn;
    },
    roles,
    plan: (...args: readonly string[]) => roles("plan", stage(), ...args),
    apply: (...args: readonly string[]) => roles("apply", stage(), "--by", "dana", "--why", "a test", ...args),
    stage,
    store,
    stored,
    put,
    prune: async (id: string) => put({ ...(await stored(id)), status: "pruned", prunedAt: "2026-07-01T00:00:00.000Z" }),
    path: () => folder.path,
    write: (name: string, content: string) => folder.write(name, content),
    client: () => dynalite.client,
    busIsDown: () => answer(() => ({ status: 500, body: { __type: "InternalException", message: "down" } })),
  };
}
