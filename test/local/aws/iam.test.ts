import {
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startTestStandIn, type TestStandIn } from "../aws-stand-in.ts";

let standIn: TestStandIn;
let client: IAMClient;

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = new IAMClient(standIn.client);
});
afterAll(async () => {
  client.destroy();
  await standIn.stop();
});

const RoleName = "samltrail-developer";
const put = (PolicyName: string, PolicyDocument: string, role = RoleName) =>
  client.send(new PutRolePolicyCommand({ RoleName: role, PolicyName, PolicyDocument }));

test("keeps a role's inline policies: put, listed, read, deleted", async () => {
  await put("second", '{"Version":"2012-10-17","Statement":[]}');
  await put("first", "{}");
  const list = async () => (await client.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames;
  expect(await list()).toEqual(["first", "second"]);
  const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName: "second" }));
  expect(decodeURIComponent(PolicyDocument ?? "")).toBe('{"Version":"2012-10-17","Statement":[]}');
  await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "first" }));
  expect(await list()).toEqual(["second"]);
});

test("says what is missing, malformed or too much", async () => {
  await expect(put("x", "{}", "somebody-elses")).rejects.toMatchObject({ name: "NoSuchEntityException" });
  await expect(put("x", "{")).rejects.toMatchObject({ name: "MalformedPolicyDocumentException" });
  await expect(put("x", JSON.stringify("x".repeat(10_240)))).rejects.toMatchObject({ name: "LimitExceededException" });
  const missing = new GetRolePolicyCommand({ RoleName, PolicyName: "nothing" });
  await expect(client.send(missing)).rejects.toMatchObject({ name: "NoSuchEntityException" });
});
