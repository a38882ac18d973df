/** samltrail in the app of another team, as examples/subscribing-app has it. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Template } from "aws-cdk-lib/assertions";
import { Code } from "aws-cdk-lib/aws-lambda";
import { App } from "aws-cdk-lib/core";
import { SecurityDesk } from "../../examples/subscribing-app/security-desk.ts";
import { SamlLogin } from "../../infra/saml-login.ts";
import { aStage, resourcesOf } from "./helpers/synthesize.ts";

let login: SamlLogin;
let desk: Template;

beforeAll(async () => {
  const stage = await aStage();
  const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false });
  login = new SamlLogin(app, "login", { stage, codeOf: () => Code.fromInline("exports.handler = async () => {};") });
  desk = Template.fromStack(new SecurityDesk(app, "security-desk", { login }));
});

describe("samltrail as a construct", () => {
  test("makes the stacks of the stage under the names that they always have", () => {
    const { stateful, stateless } = login.stacks;
    expect([stateful.stackName, stateless.stackName]).toEqual(["samltrail-local-state", "samltrail-local"]);
  });

  test("lets another stack subscribe to events of samltrail's bus by type and content", () => {
    const rules = [...resourcesOf(desk, "AWS::Events::Rule").values()].map(({ Properties }) => Properties);
    expect(rules.map(({ EventPattern }) => EventPattern)).toEqual([
      {
        source: ["samltrail"],
        "detail-type": ["Login Failed"],
        detail: { data: { reason: ["replay", "signature-invalid", "readings-disagree", "untrusted-certificate"] } },
      },
      { source: ["samltrail"], "detail-type": ["Role Assumption Unmatched"] },
    ]);
    for (const { EventBusName, Targets } of rules) {
      expect(JSON.stringify(EventBusName)).toContain("samltrail-local-state:ExportsOutput");
      expect(Targets).toMatchObject([{ DeadLetterConfig: expect.anything() }]);
    }
  });
});
