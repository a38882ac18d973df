import { expect, test } from "@jest/globals";
import type { HttpCall } from "../emulator/recording-proxy.ts";
import { reviewRoles } from "./compare.ts";
import type { DeployedFunction } from "./deployed-functions.ts";
import type { Statement } from "./policy.ts";

const PLACE = { account: "111122223333", region: "eu-central-1" };
const LEDGER = "arn:aws:dynamodb:eu-central-1:111122223333:table/ledger";

const login = (statements: readonly Statement[]): DeployedFunction => ({
  name: "login",
  physicalName: "login-1",
  accessKeyId: "ASIALOGIN",
  roleArn: "arn:aws:iam::111122223333:role/login",
  statements,
});

function put(accessKeyId = "ASIALOGIN"): HttpCall {
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261121/eu-central-1/dynamodb/aws4_request, SignedHeaders=host`;
  const headers = { authorization, "x-amz-target": "DynamoDB_20120810.PutItem" };
  return { method: "POST", target: "/", headers, body: Buffer.from('{"TableName":"ledger"}'), status: 200 };
}

const ALLOWED: Statement = { Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: LEDGER };
const NONE = { neverCalled: [], bucketPolicies: [] };

test("a function that calls what its role allows, all of it and nothing else, is as it must be", () => {
  const { problems, functions } = reviewRoles([put()], [login([ALLOWED])], PLACE, NONE);
  expect(problems).toEqual([]);
  expect(functions).toEqual([{ name: "login", calls: 1, allowed: 1, used: 1, excused: 0 }]);
});

test("a call that the role does not allow is told", () => {
  const { problems } = reviewRoles([put()], [login([])], PLACE, NONE);
  expect(problems).toEqual([`login called dynamodb:PutItem on ${LEDGER}, which is not allowed to it`]);
});

test("what is allowed and never called is told, unless the reason is written down", () => {
  const role = login([{ ...ALLOWED, Action: ["dynamodb:PutItem", "dynamodb:DeleteItem"] }]);
  const { problems } = reviewRoles([put()], [role], PLACE, NONE);
  expect(problems).toEqual([expect.stringContaining(`login may call dynamodb:DeleteItem on ${LEDGER}, and never did`)]);
  const neverCalled = [{ function: "login", action: "dynamodb:DeleteItem", why: "on a bad day only" }];
  const excused = reviewRoles([put()], [role], PLACE, { ...NONE, neverCalled });
  expect(excused.problems).toEqual([]);
  expect(excused.excuses).toEqual([{ function: "login", action: "dynamodb:DeleteItem", why: "on a bad day only" }]);
});

test("a reason that nothing needs any more is told", () => {
  const neverCalled = [{ function: "login", action: "dynamodb:PutItem", why: "never" }];
  const { problems } = reviewRoles([put()], [login([ALLOWED])], PLACE, { ...NONE, neverCalled });
  expect(problems).toEqual([expect.stringContaining("take the reason away")]);
});

test("a call under a key that no function has is told", () => {
  const { problems } = reviewRoles([put(), put("ASIASTRANGER")], [login([ALLOWED])], PLACE, NONE);
  expect(problems).toEqual(["a call of dynamodb is signed with ASIASTRANGER, which is no function's key"]);
});
