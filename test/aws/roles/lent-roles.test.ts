import { expect, test } from "@jest/globals";
import type { HttpCall } from "../emulator/recording-proxy.ts";
import type { DeployedFunction } from "./deployed-functions.ts";
import { lentRolesOf, reviewTrust } from "./lent-roles.ts";

const PLACE = { account: "111122223333", region: "eu-central-1" };
const READER = "arn:aws:iam::111122223333:role/samltrail-reader";
const LENDER = "arn:aws:iam::111122223333:role/samltrail-lender";

const function_: DeployedFunction = {
  name: "credentials",
  physicalName: "credentials-1",
  accessKeyId: "ASIALENDER",
  roleArn: LENDER,
  statements: [],
};

const roles = lentRolesOf(
  {
    stack: "account",
    physicalIds: {},
    resolve: (value) => value,
    resources: {
      reader: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: "samltrail-reader",
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::111122223333:root" },
                Action: "sts:AssumeRole",
                Condition: { ArnEquals: { "aws:PrincipalArn": LENDER } },
              },
            ],
          },
        },
      },
    },
  },
  PLACE,
);

function assume(form: Record<string, string>, accessKeyId = "ASIALENDER"): HttpCall {
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261121/eu-central-1/sts/aws4_request, SignedHeaders=host`;
  const body = Buffer.from(String(new URLSearchParams({ Action: "AssumeRole", RoleArn: READER, ...form })));
  return { method: "POST", target: "/", headers: { authorization }, body, status: 200 };
}

test("a call that its role trusts is as it must be, and whoever is no function is not looked at here", () => {
  expect(reviewTrust([assume({}), assume({}, "ASIASTRANGER")], [function_], PLACE, roles)).toEqual([]);
});

test.each([
  ["that asks for more than the role lets it", assume({ SourceIdentity: "k1.somebody" }), READER],
  ["for a role that is not there", assume({ RoleArn: `${READER}-2` }), `${READER}-2`],
])("a call is told %s", (_what, call, named) => {
  expect(reviewTrust([call], [function_], PLACE, roles)).toEqual([
    `credentials asked for ${named}, which does not trust it so`,
  ]);
});
