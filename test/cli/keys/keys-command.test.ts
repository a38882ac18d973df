import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { keysCommand } from "../../../cli/keys/keys-command.ts";
import { secretFile } from "../../../local/aws/secrets-manager.ts";
import { secretsDirectory } from "../../../local/aws/start-aws.ts";
import { applyEnvironment } from "../../../local/functions/environment.ts";
import { startTestStandIn, type TestStandIn } from "../../local/aws-stand-in.ts";

/** What Secrets Manager makes where nobody says what: 32 printable characters. */
const RANDOM = 'h"R{6#zv&0V]Qs:b@E!x;u9Nd^5L+wK,';

const NAMES = ["pseudonym-keys", "session-keys", "signing-key", "decryption-keys"] as const;

let standIn: TestStandIn;
let leave: () => void;
let lines: string[];

beforeEach(async () => {
  standIn = await startTestStandIn();
  for (const name of NAMES) await put(name, RANDOM);
  const variables = NAMES.map((name) => [`${name.toUpperCase().replaceAll("-", "_")}_SECRET`, name] as const);
  leave = applyEnvironment({
    AWS_ENDPOINT_URL: standIn.client.endpoint,
    AWS_REGION: standIn.client.region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    ...Object.fromEntries(variables),
  });
  lines = [];
});

afterEach(async () => {
  leave();
  await standIn.stop();
});

const fileOf = (name: string) => secretFile(secretsDirectory(standIn.directory), name);

async function put(name: string, value: string): Promise<void> {
  await mkdir(dirname(fileOf(name)), { recursive: true });
  await writeFile(fileOf(name), value);
}

const secret = async (name: string): Promise<unknown> => JSON.parse(await readFile(fileOf(name), "utf8"));

function run(...args: string[]): Promise<number> {
  const say = (line: string) => void lines.push(line);
  return keysCommand.run(args, { out: say, error: say, now: new Date("2026-09-01T08:00:00.000Z") });
}

const A_KEY_RING = { current: "k1", keys: { k1: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) } };

describe("samltrail keys create", () => {
  test("gives each secret its first value, and leaves the key that no stage needs", async () => {
    expect(await run("create")).toBe(0);
    expect(await secret("pseudonym-keys")).toEqual(A_KEY_RING);
    expect(await secret("session-keys")).toEqual(A_KEY_RING);
    expect(await secret("session-keys")).not.toEqual(await secret("pseudonym-keys"));
    expect(await secret("decryption-keys")).toEqual({ privateKeyPems: [] });
    expect(await readFile(fileOf("signing-key"), "utf8")).toBe(RANDOM);
    expect(lines).toEqual(["pseudonym-keys: made", "session-keys: made", "decryption-keys: made"]);
  });

  test("leaves alone what has its value: pseudonyms would break", async () => {
    await run("create");
    const before = await secret("pseudonym-keys");
    lines = [];
    expect(await run("create")).toBe(0);
    expect(await secret("pseudonym-keys")).toEqual(before);
    expect(lines.filter((line) => line.endsWith("has its value already, left alone"))).toHaveLength(3);
  });

  test("makes a signing key with its certificate, and never prints the key", async () => {
    const certificate = join(standIn.directory, "signing.pem");
    expect(await run("create", "--purpose", "signing", "--certificate", certificate)).toBe(0);
    const { privateKeyPem } = (await secret("signing-key")) as { readonly privateKeyPem: string };
    const made = new X509Certificate(await readFile(certificate, "utf8"));
    expect(made.checkPrivateKey(createPrivateKey(privateKeyPem))).toBe(true);
    expect(made.validTo).toBe("Aug 31 08:00:00 2029 GMT");
    expect(createPublicKey(made.publicKey.export({ type: "spki", format: "pem" })).asymmetricKeyType).toBe("rsa");
    expect(lines.join("\n")).not.toContain("PRIVATE KEY");
  });

  test("makes a first decryption key where so far there was to be none", async () => {
    await run("create");
    const certificate = join(standIn.directory, "decryption.pem");
    expect(await run("create", "--purpose", "decryption", "--certificate", certificate)).toBe(0);
    expect(await secret("decryption-keys")).toEqual({ privateKeyPems: [expect.stringContaining("PRIVATE KEY")] });
  });

  test("replaces no certificate that is there", async () => {
    const certificate = join(standIn.directory, "signing.pem");
    await writeFile(certificate, "somebody's");
    await expect(run("create", "--purpose", "signing", "--certificate", certificate)).rejects.toThrow("EEXIST");
    expect(await readFile(certificate, "utf8")).toBe("somebody's");
    expect(await readFile(fileOf("signing-key"), "utf8")).toBe(RANDOM);
  });

  test("says where a secret holds something else, and does not touch it", async () => {
    await put("session-keys", '{"password":"hunter2"}');
    expect(await run("create")).toBe(1);
    expect(await secret("session-keys")).toEqual({ password: "hunter2" });
    expect(lines).toContain(
      'session-keys: has a value of another kind, without "keys"; look at it, and delete it where it is nobody\'s',
    );
    expect(lines.join("\n")).not.toContain("hunter2");
  });
});
