import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { describe, expect, test } from "@jest/globals";
import * as z from "zod";
import { createSecretReader, SecretUnreadable } from "../../handlers/shared/secret-reader.ts";

const shape = z.object({ word: z.string().min(8) });

/** A real client whose calls are answered at its edge, in the order given. */
function clientThatAnswers(...answers: readonly (string | Error)[]) {
  const client = new SecretsManagerClient({ region: "eu-central-1", maxAttempts: 1 });
  const asked: string[] = [];
  client.middlewareStack.add(
    () => async (args) => {
      const answer = answers[asked.length];
      asked.push((args.input as { SecretId: string }).SecretId);
      if (answer instanceof Error || answer === undefined) throw answer ?? new Error("no answer left");
      return { response: {}, output: { $metadata: {}, SecretString: answer } } as never;
    },
    { step: "initialize" },
  );
  return { client, asked };
}

function clockAt(start: string) {
  let now = new Date(start);
  return {
    now: () => now,
    advanceMinutes: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
  };
}

describe("reading a secret", () => {
  test("asks once in 15 minutes, and again after", async () => {
    const { client, asked } = clientThatAnswers('{"word":"first-word"}', '{"word":"second-word"}');
    const clock = clockAt("2026-08-03T12:00:00Z");
    const read = createSecretReader(client, clock.now);
    expect(await read("keys", shape)).toEqual({ word: "first-word" });
    clock.advanceMinutes(14);
    expect(await read("keys", shape)).toEqual({ word: "first-word" });
    clock.advanceMinutes(1);
    expect(await read("keys", shape)).toEqual({ word: "second-word" });
    expect(asked).toEqual(["keys", "keys"]);
  });

  test("asks once for two readers at the same time", async () => {
    const { client, asked } = clientThatAnswers('{"word":"first-word"}');
    const read = createSecretReader(client, clockAt("2026-08-03T12:00:00Z").now);
    expect(await Promise.all([read("keys", shape), read("keys", shape)])).toHaveLength(2);
    expect(asked).toHaveLength(1);
  });

  test("asks again at once after a failure", async () => {
    const { client } = clientThatAnswers(new Error("throttled"), '{"word":"first-word"}');
    const read = createSecretReader(client, clockAt("2026-08-03T12:00:00Z").now);
    await expect(read("keys", shape)).rejects.toThrow(SecretUnreadable);
    expect(await read("keys", shape)).toEqual({ word: "first-word" });
  });

  test.each([
    ["is not JSON", "hunter2-hunter2", /^secret keys is not JSON$/],
    ["is of another shape", '{"word":7,"other":"hunter2-hunter2"}', /^secret keys has the wrong shape: word: /],
    ["breaks a rule of its shape", '{"word":"hunter2"}', /^secret keys has the wrong shape: word: /],
  ])("names the secret and not its value where it %s", async (_case, value, message) => {
    const read = createSecretReader(clientThatAnswers(value).client, clockAt("2026-08-03T12:00:00Z").now);
    const failure = await read("keys", shape).catch((error: unknown) => error as Error);
    expect(failure).toBeInstanceOf(SecretUnreadable);
    expect((failure as Error).message).toMatch(message);
    expect(String((failure as Error).message) + String((failure as Error).cause)).not.toMatch(/hunter2/);
  });
});
