/** The demo's attempts against the whole stack with the real functions: the way of a login from the browser to the trail. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runDemo } from "../../../cli/demo/run-demo.ts";
import { applyRoleMappings } from "../../../local/first-start/role-mappings.ts";
import { LOCAL_NAMES } from "../../../local/functions/environment.ts";
import { createStackLog } from "../../../local/log.ts";
import { type LocalStack, startLocalStack } from "../../../local/stack.ts";

let directory: string;
let stack: LocalStack;
let log: string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "samltrail-demo-"));
  log = [];
  stack = await startLocalStack({
    dataDirectory: directory,
    configFile: "config/local.yaml",
    port: 0,
    identityProviderPort: 0,
    timeScale: 1 / 500,
    // A schedule in between would be refused its event in the login's place.
    byHand: true,
    log: (line) => void log.push(line),
  });
  await applyRoleMappings(
    "config/local.yaml",
    createStackLog(() => undefined),
  );
}, 30_000);
afterAll(async () => {
  await stack.stop();
  await rm(directory, { recursive: true, force: true });
});

async function run() {
  const printed: string[] = [];
  const problems = await runDemo({
    stack,
    bucket: LOCAL_NAMES.evidenceBucket,
    environment: stack.configuration.environment,
    print: (text) => void printed.push(text),
  });
  return { problems, printed: printed.join("\n") };
}

test("every attempt on a fresh stack leaves the trail that it must, and one log line", async () => {
  const { problems, printed } = await run();
  expect(problems).toEqual([]);
  expect(printed).toMatch(/^replay of the first response +failed +record-login +replay +[0-9A-Z]{26} +yes$/m);
  expect(printed).toMatch(/^LoginAttempts Environment=development Outcome=failed +6 +6$/m);
  const logins = log.filter((line) => /"outcome":"(succeeded|failed)"/.test(line) && line.includes('"attemptId"'));
  expect(logins).toHaveLength(9);
}, 60_000);

test("an event that the bus refused is missed by name, and so are totals that differ", async () => {
  stack.faults.refuseEntries(1);
  const { problems, printed } = await run();
  expect(problems).toContain(
    "login started by the identity provider: archived are no events, not Login Succeeded, Roles Mapped",
  );
  expect(problems.some((problem) => /^event \d+ of producer [0-9A-Z]{26} is missing$/.test(problem))).toBe(true);
  expect(problems).toContain(
    "LoginAttempts Environment=development Outcome=failed: the attempts give 6, the metric says 12",
  );
  expect(printed).toMatch(/^login started by the identity provider .* NO$/m);
}, 60_000);
