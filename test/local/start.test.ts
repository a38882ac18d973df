/** `npm start` as a process: what its flags, signals and errors do. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Browser, formOf } from "../../cli/demo/browser.ts";

let directory: string;
let running: ChildProcess[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "samltrail-start-"));
  running = [];
});
afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(directory, { recursive: true, force: true });
});

function run(...flags: string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", "local/start.ts", ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH },
  });
  running.push(child);
  const output = { out: "", error: "" };
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const ready = new Promise<{ serviceProvider: string; identityProvider: string }>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.out += text;
      const [, serviceProvider, identityProvider] =
        /is ready: (\S+)[\s\S]*identity provider +(\S+?)\/ [\s\S]*Ctrl-C/.exec(output.out) ?? [];
      if (serviceProvider && identityProvider) resolve({ serviceProvider, identityProvider });
    });
    void ended.then(() => reject(new Error(`it ended: ${output.error}`)));
  });
  ready.catch(() => undefined);
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.error += text;
  });
  return { child, output, ended, ready };
}

const free = ["--port", "0", "--identity-provider-port", "0", "--aws-port", "0"];

describe("npm start", () => {
  test("says how it is used", async () => {
    const { ended, output } = run("--help");
    expect(await ended).toBe(0);
    expect(output.out).toContain("--identity-provider-port");
  }, 30_000);

  test.each([
    ["an unknown flag", ["--prot", "1"], "Unknown option '--prot'"],
    ["a port that is none", ["--port", "http"], '--port: expected a port, a number up to 65535, found "http"'],
    ["a missing stage file", ["--config", "nowhere.yaml"], "nowhere.yaml"],
  ])(
    "ends with one message for %s",
    async (_what, flags, message) => {
      const { ended, output } = run("--data", directory, ...free, ...flags);
      expect(await ended).toBe(1);
      expect(output.error).toContain(message);
      expect(output.error).not.toMatch(/^ +at /m);
      expect(output.out).toBe("");
    },
    30_000,
  );

  test("keeps the memory of used responses over a stop and a start", async () => {
    // Below the ports that the system hands out, so that nobody gets them between the stop and the start.
    const wanted = [
      "--port",
      `${randomInt(20_000, 25_000)}`,
      "--identity-provider-port",
      `${randomInt(25_000, 30_000)}`,
    ];
    const first = run("--data", directory, ...wanted);
    const { serviceProvider, identityProvider } = await first.ready;
    const browser = new Browser();
    const { fields } = formOf(await browser.open(`${identityProvider}/start?person=alice`));
    expect((await browser.post(`${serviceProvider}/saml/acs`, fields, identityProvider)).status).toBe(303);
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);
    expect(first.output.error).toBe("");

    const ports = ["--port", new URL(serviceProvider).port, "--identity-provider-port", new URL(identityProvider).port];
    const second = run("--data", directory, ...ports);
    await second.ready;
    const again = await browser.post(`${serviceProvider}/saml/acs`, fields, identityProvider);
    expect([again.status, again.page]).toEqual([403, expect.stringContaining("<code>replay</code>")]);
    expect((await browser.open(`${serviceProvider}/`)).page).toContain("Alice Archer");
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
  }, 60_000);
});
