/** The rules that others wrote (cdk-nag), over every stack. */
import { describe, expect, jest, test } from "@jest/globals";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { holdToRules } from "../../infra/rules/packs.ts";
import { appOf } from "./helpers/synthesize.ts";

const ACCOUNTS = 'deployment: { account: "999999999999", region: eu-central-1 }\n';

/** What synthesis prints of its findings, and the message of the error that it ends with. */
async function findings(change: (stacks: Awaited<ReturnType<typeof appOf>>) => void = () => {}) {
  const stacks = await appOf(ACCOUNTS);
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
    expect(await findings()).toMatchObject({ stopped: null });
  });

  test("is not synthesized with a finding that nobody acknowledged", async () => {
    const { stopped } = await findings(({ stateful }) => void new Bucket(stateful, "open"));
    expect(stopped).toContain("Acknowledge with 'AwsSolutions::AwsSolutions-S1'");
  });
});
