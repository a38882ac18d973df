/** The rules that others wrote (cdk-nag), over every stack. */
import { describe, expect, jest, test } from "@jest/globals";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { holdToRules } from "../../infra/rules/packs.ts";
import { appOf } from "./helpers/synthesize.ts";

/** A stage that has every stack there is. */
const WHOLE = `baseUrl: https://sign-in.sp.test
alarms: { emails: [security@sp.test] }
deployment:
  account: "999999999999"
  region: eu-central-1
  permissionsBoundary: samltrail-boundary
  github: { repository: acme/sign-in }
  domain: { name: sign-in.sp.test, certificate: "arn:aws:acm:eu-central-1:999999999999:certificate/0f0e0d0c-0b0a-4908-8706-050403020100" }
`;

/** What synthesis prints of its findings, and the message of the error that it ends with. */
async function findings(change: (stacks: Awaited<ReturnType<typeof appOf>>) => void = () => {}) {
  const stacks = await appOf(WHOLE);
  holdToRules(stacks.app);
  change(stacks);
  const printed: string[] = [];
  const catching = (["log", "error"] as const).map((name) =>
    jest.spyOn(console, name).mockImplementation((...words: unknown[]) => void printed.push(words.join(" "))),
  );
  try {
    stacks.app.synth();
    return { stopped: null, printed: printed.join("\n") };
  } catch (error) {
    return { stopped: (error as Error).message, printed: printed.join("\n") };
  } finally {
    for (const spy of catching) spy.mockRestore();
  }
}

describe("every stack", () => {
  test("breaks no rule but those that are acknowledged where they arise", async () => {
    expect(await findings(({ ci, domain }) => expect([ci, domain]).not.toContain(undefined))).toMatchObject({
      stopped: null,
    });
  });

  test("is not synthesized with a finding that nobody acknowledged", async () => {
    const { stopped } = await findings(({ stateful }) => void new Bucket(stateful, "open"));
    expect(stopped).toContain("Acknowledge with 'AwsSolutions::AwsSolutions-S1'");
  });
});
