/** The scenes that `npm run test:aws` plays on an emulator, on the stack of one machine. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient, paginateListMetrics } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { METRICS } from "../../lib/metrics/definitions.ts";
import { OPERATIONS } from "../../lib/metrics/operations.ts";
import { LOCAL_NAMES } from "../../local/functions/environment.ts";
import { type LocalStack, startLocalStack } from "../../local/stack.ts";
import type { Deployment } from "./scenario/deployment.ts";
import { SCENES } from "./scenario/scenes.ts";
import { signIns } from "./scenario/sign-ins.ts";

let directory: string;
let stack: LocalStack;
let deployment: Deployment;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "samltrail-scenario-"));
  const configFile = "config/local.yaml";
  stack = await startLocalStack({
    dataDirectory: directory,
    configFile,
    port: 0,
    identityProviderPort: 0,
    timeScale: 1 / 500,
    log: () => undefined,
  });
  deployment = {
    serviceProviderUrl: stack.serviceProviderUrl,
    identityProviderUrl: stack.identityProviderUrl,
    environment: stack.configuration.environment,
    configFile,
    evidenceBucket: LOCAL_NAMES.evidenceBucket,
    archiveTime: () => new Date(),
    directory,
    commandFlags: ["--stack", "local", "--data", directory],
    quiet: stack.quiet,
    async invoke(name) {
      const { ok, status } = await fetch(`${stack.awsUrl}/_local/schedules/${name}`, { method: "POST" });
      if (!ok) throw new Error(`${name} failed: HTTP ${status}`);
    },
  };
}, 60_000);
afterAll(async () => {
  await stack.stop();
  await rm(directory, { recursive: true, force: true });
});

/** The attempts to sign in are what `npm run demo` is. */
const OTHERS = SCENES.filter((scene) => scene !== signIns);

test.each(OTHERS.map((scene) => [scene.title, scene] as const))("%s", async (_title, scene) => {
  expect(await scene.play(deployment)).not.toBe("");
});

/** `name dimension,dimension` of every metric that the functions put, by the namespace. */
async function metricsPut(namespace: string): Promise<readonly string[]> {
  const client = new CloudWatchClient({ endpoint: stack.awsUrl });
  const found = new Set<string>();
  for await (const { Metrics = [] } of paginateListMetrics({ client }, { Namespace: namespace })) {
    for (const { MetricName, Dimensions = [] } of Metrics)
      found.add(`${MetricName} ${Dimensions.map(({ Name }) => Name).sort()}`);
  }
  client.destroy();
  return [...found].sort();
}

const setsOf = (definitions: Readonly<Record<string, { readonly dimensions: readonly (readonly string[])[] }>>) =>
  Object.entries(definitions).flatMap(([name, { dimensions }]) =>
    dimensions.map((set) => `${name} ${[...set].sort()}`),
  );

/** What these scenes give no cause to put; the functions' own tests do. */
const UNMOVED = /^(GuardsChangedByHand|MetadataUnreachable|RoleRestoreRequested) /;

test("after all that, the functions have put each operational metric that is defined, and no other", async () => {
  const put = await metricsPut("samltrail/operations");
  const defined = setsOf(OPERATIONS);
  expect(put.filter((each) => !defined.includes(each))).toEqual([]);
  expect(defined.filter((each) => !put.includes(each) && !UNMOVED.test(each))).toEqual([]);
});

test("nothing that was counted from events is undefined either", async () => {
  const defined = setsOf(METRICS);
  const put = await metricsPut("samltrail");
  expect(put.length).toBeGreaterThan(10);
  expect(put.filter((each) => !defined.includes(each))).toEqual([]);
});
