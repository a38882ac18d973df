/** `samltrail smoke` against the whole stack on this machine. */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { smokeCommand } from "../../../cli/smoke/smoke-command.ts";
import { listenOnLoopback } from "../../../local/http/loopback.ts";
import { type LocalStack, startLocalStack } from "../../../local/stack.ts";
import { runCommand } from "../../helpers/run-command.ts";

let directory: string;
let stack: LocalStack;

const providerFile = () => join(directory, "smoke.key.json");

async function smoke(...args: readonly string[]) {
  const [out, errors]: [string[], string[]] = [[], []];
  const surroundings = {
    out: (line: string) => void out.push(line),
    error: (line: string) => void errors.push(line),
    now: new Date(),
  };
  const code = await runCommand({ smoke: smokeCommand }, ["smoke", ...args], surroundings);
  return { code, out: out.join("\n"), errors: errors.join("\n") };
}

/** The stage of this machine, with the smoke login's provider in it. */
async function writeStage(): Promise<void> {
  await mkdir(join(directory, "role-mappings"));
  const stage = await readFile("config/local.yaml", "utf8");
  const provider = `  - id: smoke\n    name: Smoke login\n    metadata: smoke.xml\n    roleAttribute: roles\n`;
  await writeFile(join(directory, "local.yaml"), stage + provider);
  const mappings = await readFile("config/role-mappings/local.yaml", "utf8");
  const mapping = [
    "  - id: smoke",
    "    identityProvider: smoke",
    "    samlRole: smoke",
    "    environment: development",
    "    iamRole: arn:aws:iam::111122223333:role/samltrail-smoke",
    "    owner: platform@example.com",
    "    purpose: tries a deployment",
  ];
  await writeFile(join(directory, "role-mappings", "local.yaml"), `${mappings}\n${mapping.join("\n")}\n`);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "samltrail-smoke-"));
  await mkdir(join(directory, "data", "trust"), { recursive: true });
  const prepared = await smoke(
    "prepare",
    "--provider",
    providerFile(),
    "--metadata",
    join(directory, "data/trust/smoke.xml"),
  );
  expect(prepared).toMatchObject({ code: 0, errors: "" });
  await writeStage();
  stack = await startLocalStack({
    dataDirectory: join(directory, "data"),
    configFile: join(directory, "local.yaml"),
    port: 0,
    identityProviderPort: 0,
    log: () => undefined,
  });
}, 30_000);

afterAll(async () => {
  await stack.stop();
  await rm(directory, { recursive: true, force: true });
});

describe("samltrail smoke", () => {
  test("prepares a key that only its owner can read, and replaces none", async () => {
    expect((await stat(providerFile())).mode & 0o777).toBe(0o600);
    const again = await smoke("prepare", "--provider", providerFile(), "--metadata", join(directory, "again.xml"));
    expect(again.code).not.toBe(0);
  });

  test("tries a deployment without signing anybody in", async () => {
    const { code, out } = await smoke("--url", stack.serviceProviderUrl);
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {5}metadata +\d+ ms {2}urn:samltrail:local$/m);
    expect(out).toMatch(/^ok {5}a response that nobody signed +\d+ ms {2}refused, number [0-9A-Z]{26}$/m);
    expect(out).toContain("nobody was signed in");
  });

  test("signs in, is known, and signs out, by the key of its own provider", async () => {
    const { code, out } = await smoke("--url", stack.serviceProviderUrl, "--provider", providerFile(), "--json");
    const all = JSON.parse(out) as { readonly name: string; readonly passed: boolean; readonly said: string }[];
    expect(all.filter(({ passed }) => !passed)).toEqual([]);
    expect(all.map(({ name }) => name).slice(3)).toEqual(["sign in", "signed in", "sign out"]);
    expect(code).toBe(0);
    expect(out).not.toContain("PRIVATE KEY");
  });

  test("says what the service said where it lets nobody in", async () => {
    const stranger = join(directory, "stranger.json");
    await smoke("prepare", "--provider", stranger, "--metadata", join(directory, "stranger.xml"));
    const { code, out, errors } = await smoke("--url", stack.serviceProviderUrl, "--provider", stranger);
    expect(code).toBe(1);
    expect(out).toMatch(/^WRONG {2}sign in +\d+ ms {2}HTTP 40\d: .*, number [0-9A-Z]{26}$/m);
    expect(errors).toBe("2 of 6 not as it must be");
  });

  test("says so where something else answers, or nothing at all", async () => {
    const other = await listenOnLoopback(
      createServer((_, response) => response.end("hello")).listeners("request")[0] as never,
      0,
    );
    const { code, out } = await smoke("--url", `http://127.0.0.1:${other.port}`);
    expect(code).toBe(1);
    expect(out).toMatch(/^WRONG {2}metadata .*names no entityID/m);
    await other.close();
    const silent = await smoke("--url", `http://127.0.0.1:${other.port}`);
    expect(silent.code).toBe(1);
    expect(silent.out).toMatch(/^WRONG {2}metadata .*fetch failed: ./m);
  });
});
