/** The trust policy of a lent role, as it is synthesized, against the call that the credentials function makes, and against others. */
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Template } from "aws-cdk-lib/assertions";
import { type AssumeRoleInput, assumeRoleInput } from "../../../lib/credentials/assume-role-input.ts";
import { aMapping } from "../../helpers/mappings.ts";
import { appOf, resourcesOf } from "../../infra/helpers/synthesize.ts";
import { stsDemands } from "./services/sts.ts";
import { type Caller, isTrusted, type TrustStatement } from "./trust.ts";

const HOME = "999999999999";
const LENDER: Caller = { principalArn: `arn:aws:iam::${HOME}:role/samltrail-local-credentials` };
const CORRELATION = "01J8ZQ4Y3V5K7M9N2P4R6T8W0X";
const NOW = new Date("2026-11-21T12:00:00.000Z");

let trust: readonly TrustStatement[];

/** `Fn::Join` of a partition and text, as these policies have it. */
function inWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWords);
  if (typeof value !== "object" || value === null) return value;
  const { Ref, "Fn::Join": join } = value as { Ref?: string; "Fn::Join"?: [string, unknown[]] };
  if (Ref === "AWS::Partition") return "aws";
  if (join) return join[1].map(inWords).join(join[0]);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inWords(each)]));
}

beforeAll(async () => {
  const { accounts } = await appOf(`deployment: { account: "${HOME}", region: eu-central-1 }\n`);
  const [stack] = accounts;
  if (!stack) throw new Error("there is no stack of an account");
  const roles = [...resourcesOf(Template.fromStack(stack), "AWS::IAM::Role").values()];
  const lent = roles.find(({ Properties }) => Properties.RoleName === "samltrail-auditor");
  const { Statement } = inWords(lent?.Properties.AssumeRolePolicyDocument) as { Statement: readonly TrustStatement[] };
  trust = Statement;
});

/** What the SDK sends for it, read as a recorded call is. */
async function demandsOf(input: object) {
  let sent = "";
  const client = new STSClient({
    region: "eu-central-1",
    credentials: { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "none" },
    maxAttempts: 1,
    requestHandler: {
      handle: async ({ body }: { body: string }) => {
        sent = body;
        throw new Error("nothing is sent");
      },
    },
  });
  await client.send(new AssumeRoleCommand(input as AssumeRoleInput)).catch(() => undefined);
  return stsDemands(new URLSearchParams(sent));
}

/** What the credentials function asks STS for. */
function lending(agentTokenId: string | null = null): AssumeRoleInput {
  return assumeRoleInput({
    mapping: aMapping({ iamRole: "arn:aws:iam::123456789012:role/samltrail-auditor", environment: "dev" }),
    subject: `subject:k1:${"s".repeat(43)}`,
    identityProviderId: "okta",
    correlationId: CORRELATION,
    agentTokenId,
    durationMinutes: null,
    envelope: null,
    until: new Date(NOW.getTime() + 3_600_000),
    now: NOW,
  });
}

type Tags = AssumeRoleInput["Tags"];
const tagged = (change: (tags: NonNullable<Tags>) => Tags) => ({ Tags: change([...(lending().Tags ?? [])]) });
const without = (key: string) => tagged((tags) => tags.filter(({ Key }) => Key !== key));
const withTag = (key: string, value: string) =>
  tagged((tags) => [...tags.filter(({ Key }) => Key !== key), { Key: key, Value: value }]);

describe("a lent role", () => {
  test.each([
    ["a person", null],
    ["a program", "01J8ZQ4Y3V5K7M9N2P4R6T8W0Y"],
  ])("trusts the call that the credentials function makes for %s", async (_whom, agentTokenId) => {
    expect(isTrusted(trust, LENDER, await demandsOf(lending(agentTokenId)))).toBe(true);
  });

  test.each([
    ["another role of the same account", `arn:aws:iam::${HOME}:role/samltrail-local-acs`],
    ["a role whose name begins alike", `arn:aws:iam::${HOME}:role/samltrail-local-credentials-2`],
    ["the credentials function of another stage", `arn:aws:iam::${HOME}:role/samltrail-other-credentials`],
    ["a role of that name in another account", "arn:aws:iam::666666666666:role/samltrail-local-credentials"],
    ["a role of that name in its own account", "arn:aws:iam::123456789012:role/samltrail-local-credentials"],
    ["a user of the same account", `arn:aws:iam::${HOME}:user/samltrail-local-credentials`],
    ["the account's root", `arn:aws:iam::${HOME}:root`],
  ])("does not trust %s, whatever it says", async (_who, principalArn) => {
    expect(isTrusted(trust, { principalArn }, await demandsOf(lending()))).toBe(false);
  });

  test.each<[string, object]>([
    ["nobody is named as who is behind it", { SourceIdentity: undefined }],
    ["somebody is named who is no pseudonym", { SourceIdentity: "mallory" }],
    ["a pseudonym is named in part", { SourceIdentity: `k1.${"s".repeat(42)}` }],
    ["a pseudonym is named without its key", { SourceIdentity: `.${"s".repeat(43)}` }],
    ["the session is named by nothing of ours", { RoleSessionName: CORRELATION }],
    ["the session's name ends where its number begins", { RoleSessionName: "person-" }],
    ["the session is not tagged", { Tags: undefined }],
    ["the provider's tag is missing", without("samltrail-provider")],
    ["the environment's tag is missing", without("samltrail-environment")],
    ["the number's tag is missing", without("samltrail-correlation")],
    ["the tag names a provider that no mapping of the role names", withTag("samltrail-provider", "elsewhere")],
    ["the tag names another environment", withTag("samltrail-environment", "prod")],
    ["there is a tag that is not ours", withTag("aws-administrator", "yes")],
    ["a tag's key differs in its case", withTag("Samltrail-Provider", "okta")],
    ["tags are to go on into other roles", { TransitiveTagKeys: ["samltrail-provider"] }],
  ])("is not assumed where %s", async (_what, change) => {
    expect(isTrusted(trust, LENDER, await demandsOf({ ...lending(), ...change }))).toBe(false);
  });

  test.each(["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"])("is not assumed by %s", async (action) => {
    const [assume, ...others] = await demandsOf(lending());
    expect(isTrusted(trust, LENDER, assume ? [{ ...assume, action }, ...others] : [])).toBe(false);
  });

  test("trusts nobody for a call that asks for nothing", () => {
    expect(isTrusted(trust, LENDER, [])).toBe(false);
  });

  test("fits what IAM takes, white space aside, with ten providers of the longest id", async () => {
    const longest = Array.from({ length: 10 }, (_, index) => `provider-${index}`.padEnd(32, "x"));
    const [first, ...rest] = trust;
    const grown = JSON.stringify({ Version: "2012-10-17", Statement: [first, ...rest] }).replace(
      '["okta"]',
      JSON.stringify(longest),
    );
    expect(grown).toContain(longest[9]);
    expect(grown.length).toBeLessThanOrEqual(2048);
  });
});
