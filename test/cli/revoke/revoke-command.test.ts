/** `samltrail revoke` against dynalite and the stand-in for STS, IAM and the bus, as a deployed stack is named: by variables. */
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { revokeCommand } from "../../../cli/revoke/revoke-command.ts";
import { createTokenSecret } from "../../../lib/credentials/agent-token.ts";
import { findToken, saveToken } from "../../../lib/credentials/store/agent-tokens.ts";
import { isRevoked } from "../../../lib/credentials/store/revocations.ts";
import { STAGE, type StageFolder, stageFolder } from "../../config/helpers/stage-folder.ts";
import { pointAwsAt } from "../../helpers/aws-stub.ts";
import { type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { aSessionEnded } from "../../helpers/events.ts";
import { LEDGER } from "../../helpers/ledger.ts";
import { aMapping, putMapping } from "../../helpers/mappings.ts";
import { runCommand } from "../../helpers/run-command.ts";
import { startTestStandIn, type TestStandIn } from "../../local/aws-stand-in.ts";

const NOW = new Date("2026-08-01T12:00:00.000Z");
const SUBJECT = `subject:k1:${"s".repeat(43)}`;
const WHY = ["--why", "laptop stolen (case 7)"];

let dynalite: Dynalite;
let standIn: TestStandIn;
let folder: StageFolder;
let iam: IAMClient;

const role = (samlRole: string, environment = "dev") =>
  aMapping({
    id: samlRole,
    samlRole,
    environment,
    iamRole: `arn:aws:iam::123456789012:role/samltrail-${samlRole}`,
    status: samlRole === "gone" ? "retired" : "active",
  });

beforeAll(async () => {
  [standIn, dynalite] = await Promise.all([startTestStandIn(), startDynalite()]);
  pointAwsAt(standIn.client.endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    ROLE_MAPPINGS_TABLE: "role-mappings",
    LOGIN_LEDGER_TABLE: LEDGER,
    EVENT_BUS_NAME: "samltrail",
  });
  folder = stageFolder({ "stage.yaml": STAGE });
  iam = new IAMClient(standIn.client);
  for (const each of [role("admin"), role("reader"), role("gone"), role("other", "prod")]) {
    await putMapping(dynalite.client, each);
  }
});

afterAll(async () => {
  iam.destroy();
  folder.remove();
  await Promise.all([standIn.stop(), dynalite.stop()]);
});

beforeEach(() => {
  standIn.delivered.length = 0;
});

async function revoke(...args: readonly string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const surroundings = { out: (line: string) => out.push(line), error: (line: string) => error.push(line), now: NOW };
  const code = await runCommand(
    { revoke: revokeCommand },
    ["revoke", `${folder.path}/stage.yaml`, ...args],
    surroundings,
  );
  return { code, out: out.join("\n"), error: error.join("\n") };
}

const policiesOf = async (name: string) =>
  (await iam.send(new ListRolePoliciesCommand({ RoleName: `samltrail-${name}` }))).PolicyNames ?? [];

const eventsOf = () => standIn.delivered.filter(({ source }) => source === "samltrail").map(({ detail }) => detail);

describe("samltrail revoke", () => {
  test("of a person: nothing more is issued, every role of the stage denies what was issued, and the event says so", async () => {
    const { code, out } = await revoke("--subject", SUBJECT, "--via", "samltrail-revoker", ...WHY);
    expect(code).toBe(0);
    expect(out).toContain("denied arn:aws:iam::123456789012:role/samltrail-gone");
    const table = { client: dynalite.client, name: LEDGER };
    expect(await isRevoked(table, SUBJECT, NOW)).toBe(true);
    expect(await isRevoked(table, SUBJECT, new Date(NOW.getTime() + 60_000))).toBe(false);

    const [name = ""] = await policiesOf("admin");
    const found = await iam.send(new GetRolePolicyCommand({ RoleName: "samltrail-admin", PolicyName: name }));
    expect(JSON.parse(decodeURIComponent(found.PolicyDocument ?? ""))).toMatchObject({
      Statement: [{ Effect: "Deny", Condition: { StringEquals: { "aws:SourceIdentity": `k1.${"s".repeat(43)}` } } }],
    });
    expect(await policiesOf("other")).toEqual([]);
    expect(eventsOf()).toMatchObject([
      {
        metadata: { type: "Credentials Revoked", environment: "dev" },
        data: {
          subject: SUBJECT,
          tokenId: null,
          why: "laptop stolen (case 7)",
          by: expect.stringContaining("samltrail-local-credentials"),
          roles: ["admin", "gone", "reader"].map((each) => ({
            iamRole: `arn:aws:iam::123456789012:role/samltrail-${each}`,
            outcome: "denied",
            code: null,
          })),
        },
      },
    ]);
  });

  test("of a program: its token ends, and the deny is on what it obtained", async () => {
    const table = { client: dynalite.client, name: LEDGER };
    const id = "01K1V0000000000000000000AA";
    const { secretHash } = createTokenSecret(id);
    const expiresAt = new Date(NOW.getTime() + 3_600_000);
    const whose = {
      subject: SUBJECT,
      sessionId: id,
      identityProviderId: "okta",
      samlRole: "admin",
      mappingId: "admin",
    };
    const token = { id, ...whose, envelope: "{}", purpose: "report", secretHash, createdAt: NOW, expiresAt };
    await saveToken(table, token, aSessionEnded());

    const { code } = await revoke(
      "--token",
      id,
      "--role",
      "admin",
      "--via",
      "samltrail-revoker",
      "--by",
      "ops",
      ...WHY,
    );
    expect(code).toBe(0);
    expect(await findToken(table, id)).toMatchObject({ endedAt: NOW });
    expect(eventsOf()).toMatchObject([
      { metadata: { type: "Agent Token Ended" }, data: { tokenId: id, cause: "revoked", by: "ops" } },
      { metadata: { type: "Credentials Revoked" }, data: { tokenId: id, roles: [{ outcome: "denied" }] } },
    ]);
  });

  test("takes denials off that deny nothing any more, and only those", async () => {
    const put = (PolicyName: string) =>
      iam.send(new PutRolePolicyCommand({ RoleName: "samltrail-reader", PolicyName, PolicyDocument: "{}" }));
    await put("samltrail-revoked-20260801T090000Z-0123456789ab");
    await put("samltrail-revoked-20260801T113000Z-0123456789ab");
    await put("owners-own");
    await revoke("--subject", SUBJECT, "--role", "reader", "--via", "samltrail-revoker", "--by", "ops", ...WHY);
    const names = await policiesOf("reader");
    expect(names).toContain("owners-own");
    expect(names).toContain("samltrail-revoked-20260801T113000Z-0123456789ab");
    expect(names).not.toContain("samltrail-revoked-20260801T090000Z-0123456789ab");
  });

  test("says which roles it did not reach, in the event too, and ends with exit code 1", async () => {
    const { code, error } = await revoke("--subject", SUBJECT, "--role", "admin", "--by", "ops", ...WHY);
    expect(code).toBe(1);
    expect(error).toContain("failed arn:aws:iam::123456789012:role/samltrail-admin (OtherAccount)");
    expect(eventsOf()).toMatchObject([{ data: { roles: [{ outcome: "failed", code: "OtherAccount" }] } }]);

    const refused = await revoke("--subject", SUBJECT, "--role", "admin", "--via", "nobody", "--by", "ops", ...WHY);
    expect(refused.error).toContain("(AccessDenied)");
  });

  test.each([
    [["--subject", SUBJECT], "--why"],
    [["--why", "x"], "--subject or --token"],
    [["--subject", "ada@example.com", ...WHY], "pseudonym"],
    [["--token", "01K1V0000000000000000000ZZ", ...WHY, "--by", "ops"], "no token"],
    [["--subject", SUBJECT, "--role", "nobody", ...WHY], "no mapping nobody in dev"],
  ])("refuses %j", async (args, named) => {
    const { code, error } = await revoke(...args);
    expect(code).toBe(2);
    expect(error).toContain(named);
    expect(eventsOf()).toEqual([]);
  });
});
