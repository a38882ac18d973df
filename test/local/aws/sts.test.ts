import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { LOCAL_ACCOUNT } from "../../../local/aws/account.ts";
import { trailRecords } from "../../helpers/trail-records.ts";
import { startTestStandIn, type TestStandIn } from "../aws-stand-in.ts";

let standIn: TestStandIn;
let client: STSClient;

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = new STSClient(standIn.client);
});
afterAll(async () => {
  client.destroy();
  await standIn.stop();
});

const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';

const assume = (given: Partial<AssumeRoleCommandInput> = {}) =>
  client.send(
    new AssumeRoleCommand({
      RoleArn: "arn:aws:iam::111122223333:role/samltrail-developer",
      RoleSessionName: "person-1",
      ...given,
    }),
  );

describe("AssumeRole", () => {
  test("gives credentials that GetCallerIdentity knows", async () => {
    const { Credentials, AssumedRoleUser, PackedPolicySize, SourceIdentity } = await assume({
      SourceIdentity: "k1.abc",
      DurationSeconds: 900,
      Policy: POLICY,
      Tags: [{ Key: "samltrail-environment", Value: "development" }],
    });
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(AssumedRoleUser?.Arn).toBe("arn:aws:sts::111122223333:assumed-role/samltrail-developer/person-1");
    expect(SourceIdentity).toBe("k1.abc");
    expect(PackedPolicySize).toBeGreaterThan(0);
    const left = (Credentials?.Expiration?.getTime() ?? 0) - Date.now();
    expect(left).toBeGreaterThan(890_000);
    expect(left).toBeLessThanOrEqual(900_000);

    const lent = new STSClient({
      ...standIn.client,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
      },
    });
    expect((await lent.send(new GetCallerIdentityCommand({}))).Arn).toBe(AssumedRoleUser?.Arn);
    lent.destroy();
  });

  test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ["a duration under 15 minutes", { DurationSeconds: 899 }, "ValidationError"],
    ["more than an hour, as the caller has a role's credentials itself", { DurationSeconds: 3601 }, "ValidationError"],
    ["a session name with a colon", { RoleSessionName: "a:b" }, "ValidationError"],
    ["a source identity of one character", { SourceIdentity: "a" }, "ValidationError"],
    ["a tag value with a question mark", { Tags: [{ Key: "a", Value: "x?y" }] }, "ValidationError"],
    ["a tag of AWS's own", { Tags: [{ Key: "aws:a", Value: "x" }] }, "ValidationError"],
    [
      "tags that differ in case only",
      {
        Tags: [
          { Key: "a", Value: "x" },
          { Key: "A", Value: "y" },
        ],
      },
      "InvalidParameterValue",
    ],
    [
      "51 tags",
      { Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "v" })) },
      "ValidationError",
    ],
    ["a policy above 2,048 characters", { Policy: POLICY.padEnd(2049) }, "ValidationError"],
    ["a policy that is no JSON", { Policy: "{" }, "MalformedPolicyDocumentException"],
    ["a role that is not lent", { RoleArn: "arn:aws:iam::111122223333:role/other" }, "AccessDenied"],
    ["what is no role", { RoleArn: "arn:aws:iam::111122223333:user/samltrail-x" }, "ValidationError"],
  ])("refuses %s", async (_, given, name) => {
    await expect(assume(given)).rejects.toMatchObject({ name });
  });

  test("refuses what does not pack", async () => {
    const noise = (seed: number) =>
      Array.from({ length: 30 }, (_, index) => ((index + 1) * seed * 2654435761) % 4294967296)
        .map((number) => number.toString(36))
        .join("");
    const Tags = Array.from({ length: 12 }, (_, index) => ({
      Key: `k${index}`,
      Value: noise(index + 7).slice(0, 200),
    }));
    await expect(assume({ Tags })).rejects.toMatchObject({ name: "PackedPolicyTooLargeException" });
  });

  test("by the key of an IAM user leaves a record of somebody else than the credentials function", async () => {
    const user = new STSClient({ ...standIn.client, credentials: { accessKeyId: "AKIALOCAL", secretAccessKey: "x" } });
    const { Credentials } = await user.send(
      new AssumeRoleCommand({
        RoleArn: "arn:aws:iam::111122223333:role/samltrail-developer",
        RoleSessionName: "stray",
      }),
    );
    user.destroy();
    const records = await trailRecords(standIn.delivered, Credentials?.AccessKeyId ?? "");
    const arn = `arn:aws:iam::${LOCAL_ACCOUNT.id}:user/stranger`;
    expect(records[0]?.detail).toMatchObject({ userIdentity: { type: "IAMUser", arn, accessKeyId: "AKIALOCAL" } });
  });

  test("leaves a record in both accounts, as CloudTrail would deliver it", async () => {
    const { Credentials, AssumedRoleUser } = await assume({
      SourceIdentity: "k1.abc",
      Tags: [{ Key: "samltrail-environment", Value: "development" }],
    });
    const [own, other] = await trailRecords(standIn.delivered, Credentials?.AccessKeyId ?? "");
    expect(own).toMatchObject({
      source: "aws.sts",
      "detail-type": "AWS API Call via CloudTrail",
      account: "000000000000",
      detail: {
        eventVersion: "1.11",
        eventSource: "sts.amazonaws.com",
        eventName: "AssumeRole",
        userIdentity: {
          type: "AssumedRole",
          sessionContext: { sessionIssuer: { arn: "arn:aws:iam::000000000000:role/samltrail-local-credentials" } },
        },
        requestParameters: {
          roleArn: "arn:aws:iam::111122223333:role/samltrail-developer",
          roleSessionName: "person-1",
          sourceIdentity: "k1.abc",
          durationSeconds: 3600,
          tags: [{ key: "samltrail-environment", value: "development" }],
        },
        responseElements: {
          credentials: { accessKeyId: Credentials?.AccessKeyId },
          assumedRoleUser: { arn: AssumedRoleUser?.Arn, assumedRoleId: AssumedRoleUser?.AssumedRoleId },
        },
        resources: [{ accountId: "111122223333", type: "AWS::IAM::Role" }],
      },
    });
    expect(other).toMatchObject({
      account: "111122223333",
      detail: { userIdentity: { type: "AWSAccount", accountId: "000000000000" }, recipientAccountId: "111122223333" },
    });
    expect(own?.detail.sharedEventID).toMatch(/^[0-9a-f-]{36}$/);
    expect(other?.detail.sharedEventID).toBe(own?.detail.sharedEventID);
    expect(JSON.stringify(standIn.delivered)).not.toContain(Credentials?.SecretAccessKey);
    expect(JSON.stringify(standIn.delivered)).not.toContain(Credentials?.SessionToken);
  });
});

test("an operation that nobody needs is refused loudly", async () => {
  const { GetSessionTokenCommand } = await import("@aws-sdk/client-sts");
  await expect(client.send(new GetSessionTokenCommand({}))).rejects.toThrow(/stand-in answers AssumeRole/);
});
