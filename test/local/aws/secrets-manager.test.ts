import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startTestStandIn, type TestStandIn } from "../aws-stand-in.ts";

let standIn: TestStandIn;
let client: SecretsManagerClient;

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = new SecretsManagerClient(standIn.client);
  await mkdir(join(standIn.directory, "secrets"));
  await writeFile(join(standIn.directory, "secrets", "session-keys.json"), '{"current":"k1"}');
  await writeFile(join(standIn.directory, "outside.json"), "{}");
});
afterAll(async () => {
  client.destroy();
  await standIn.stop();
});

const read = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));

test("a secret is read by its name and by its ARN", async () => {
  const byName = await read("session-keys");
  expect(byName).toMatchObject({
    Name: "session-keys",
    SecretString: '{"current":"k1"}',
    VersionStages: ["AWSCURRENT"],
  });
  expect((await read(String(byName.ARN))).SecretString).toBe(byName.SecretString);
});

test.each(["missing", "../outside", "..", "UPPER", "a/b"])("%s is no secret", async (name) => {
  await expect(read(name)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("a secret takes another value, and no secret comes into being that way", async () => {
  const put = (SecretId: string) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString: '{"current":"k2"}' }));
  await put("session-keys");
  expect((await read("session-keys")).SecretString).toBe('{"current":"k2"}');
  await expect(put("missing")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
