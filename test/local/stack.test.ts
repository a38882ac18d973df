/** The stack as a whole, with functions of the test in place of `handlers/`. */
import { cp, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { APIGatewayProxyEventV2, SQSEvent } from "aws-lambda";
import type { FunctionName } from "../../infra/pipeline.ts";
import { openAtomicFiles } from "../../local/files/atomic-files.ts";
import { prepareTrust } from "../../local/first-start/trust.ts";
import type { Handler } from "../../local/functions/invoke.ts";
import { type LocalStack, startLocalStack } from "../../local/stack.ts";

let template: string;
let directory: string;
let lines: string[];
let stack: LocalStack | null;

beforeAll(async () => {
  // Keys take a while to make, and are not what most of these tests are about.
  template = await mkdtemp(join(tmpdir(), "samltrail-keys-"));
  const places = { dataDirectory: template, trustDirectory: join(template, "trust") };
  await prepareTrust(await openAtomicFiles(join(template, "aside")), places, "http://127.0.0.1:1");
});
afterAll(() => rm(template, { recursive: true, force: true }));
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "samltrail-stack-"));
  await cp(template, directory, { recursive: true });
  lines = [];
  stack = null;
});
afterEach(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function start(handlers: Partial<Record<FunctionName, Handler>>, configFile = "config/local.yaml") {
  stack = await startLocalStack({
    dataDirectory: directory,
    configFile,
    port: 0,
    identityProviderPort: 0,
    timeScale: 1 / 500,
    log: (line) => void lines.push(line),
    handlers: new Map(Object.entries(handlers) as [FunctionName, Handler][]),
  });
  return stack;
}

/** A function that publishes each body it gets, as the real one would: by an SDK client that knows of nothing local. */
const publish: Handler = async (event: APIGatewayProxyEventV2) => {
  const client = new EventBridgeClient({});
  const { Entries, FailedEntryCount } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: process.env.EVENT_BUS_NAME,
          Source: "samltrail",
          DetailType: "Login Failed",
          Detail: JSON.stringify({ body: event.body }),
        },
      ],
    }),
  );
  client.destroy();
  process.stdout.write(`{"message":"published"}\n`);
  const latency = { Name: "Latency", Unit: "Milliseconds" };
  const metrics = { Namespace: "samltrail/operations", Dimensions: [[]], Metrics: [latency] };
  process.stdout.write(
    `${JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [metrics] }, Latency: 5 })}\n`,
  );
  return { statusCode: FailedEntryCount === 0 ? 202 : 503, body: Entries?.[0]?.EventId ?? "" };
};

/** A consumer that archives each record. */
const archive: Handler = async (event: SQSEvent) => {
  const client = new S3Client({});
  for (const { messageId, body } of event.Records) {
    const Bucket = process.env.EVIDENCE_BUCKET;
    await client.send(new PutObjectCommand({ Bucket, Key: `events/${messageId}.json`, Body: body, IfNoneMatch: "*" }));
  }
  client.destroy();
};

const ignore: Handler = async () => undefined;
const everything = { acs: publish, "archive-events": archive, "record-metrics": ignore, "republish-pending": ignore };

async function archived(): Promise<string[]> {
  const client = new S3Client({
    endpoint: stack?.awsUrl ?? "",
    region: "eu-central-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: "evidence" }));
  const bodies: string[] = [];
  for (const { Key } of Contents) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: "evidence", Key }));
    bodies.push(JSON.parse((await Body?.transformToString()) ?? "{}").detail.body);
  }
  client.destroy();
  return bodies.sort();
}

const post = (body: string) =>
  fetch(`${stack?.serviceProviderUrl}/saml/acs`, { method: "POST", headers: { "content-type": "text/plain" }, body });

describe("the local stack", () => {
  test("carries what a request publishes to the consumers, and is quiet when they are done", async () => {
    const running = await start(everything);
    expect((await post("one")).status).toBe(202);
    expect((await post("two")).status).toBe(202);
    await running.quiet();
    expect(await archived()).toEqual(["one", "two"]);
    expect(lines.filter((line) => line.includes("published"))).toHaveLength(2);
  });

  test("lets functions read the access log of the API, by the request ids that they were given", async () => {
    let requestId = "";
    const acs: Handler = async ({ requestContext }: APIGatewayProxyEventV2) => {
      ({ requestId } = requestContext);
      return { statusCode: 403, body: "" };
    };
    await start({ ...everything, acs });
    await (await post("one")).text();
    const client = new CloudWatchLogsClient({});
    const { events = [] } = await client.send(
      new FilterLogEventsCommand({ logGroupName: process.env.ACCESS_LOG_GROUP }),
    );
    client.destroy();
    const line = { requestId, route: "ANY /saml/acs", status: "403", integrationStatus: "200" };
    expect(events.map(({ message = "" }) => JSON.parse(message))).toMatchObject([line]);
  });

  test("takes the metrics out of what functions print", async () => {
    const running = await start(everything);
    await post("one");
    const client = new CloudWatchClient({ endpoint: running.awsUrl });
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: "samltrail/operations",
        MetricName: "Latency",
        StartTime: new Date(Date.now() - 600_000),
        EndTime: new Date(Date.now() + 60_000),
        Period: 3600,
        Statistics: ["Sum"],
      }),
    );
    client.destroy();
    expect(Datapoints?.map((point) => point.Sum)).toEqual([5]);
    expect(lines.join()).not.toContain("_aws");
  });

  test("finds everything again at a second start: queue, archive, tables and secrets", async () => {
    const failing: Handler = async () => {
      throw new Error("not today");
    };
    await start({ ...everything, "archive-events": failing });
    await post("kept over a restart");
    const tables = new DynamoDBClient({});
    const key = { pk: { S: "kept" } };
    await tables.send(new PutItemCommand({ TableName: process.env.LOGIN_LEDGER_TABLE, Item: key }));
    tables.destroy();
    const secret = async () => {
      const client = new SecretsManagerClient({});
      const { SecretString } = await client.send(
        new GetSecretValueCommand({ SecretId: process.env.SESSION_KEYS_SECRET }),
      );
      client.destroy();
      return SecretString;
    };
    const before = await secret();
    await stack?.stop();

    const running = await start(everything);
    await running.quiet();
    expect(await archived()).toEqual(["kept over a restart"]);
    expect(await secret()).toBe(before);
    const again = new DynamoDBClient({});
    expect((await again.send(new GetItemCommand({ TableName: "login-ledger", Key: key }))).Item).toEqual(key);
    again.destroy();
  });

  test("puts the role mappings of the configuration into their table, once", async () => {
    await start(everything);
    await stack?.stop();
    await start(everything);
    const client = new DynamoDBClient({});
    const { Items = [] } = await client.send(new ScanCommand({ TableName: process.env.ROLE_MAPPINGS_TABLE }));
    client.destroy();
    expect(Items.map((item) => item.id?.S).sort()).toEqual([
      "demo-administrator",
      "demo-auditor",
      "demo-developer",
      "demo-release-manager",
    ]);
  });

  test("keeps secrets where only their owner can read them", async () => {
    await start(everything);
    for (const folder of ["secrets", "identity-provider"]) {
      const names = await readdir(join(directory, folder));
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect((await stat(join(directory, folder, name))).mode & 0o777).toBe(0o600);
    }
  });

  test("points nothing at AWS itself, whatever the person's own settings are, and gives those back", async () => {
    process.env.AWS_PROFILE = "production";
    process.env.AWS_SESSION_TOKEN = "secret";
    await start(everything);
    expect(process.env.AWS_PROFILE).toBeUndefined();
    expect(process.env.AWS_ENDPOINT_URL).toBe(stack?.awsUrl);
    await stack?.stop();
    expect([process.env.AWS_PROFILE, process.env.AWS_SESSION_TOKEN]).toEqual(["production", "secret"]);
    expect(process.env.AWS_ENDPOINT_URL).toBeUndefined();
    delete process.env.AWS_PROFILE;
    delete process.env.AWS_SESSION_TOKEN;
  });

  test("tells tools its state and calls a scheduled function when asked", async () => {
    let calls = 0;
    const running = await start({ ...everything, "republish-pending": async () => void calls++ });
    await post("one");
    await running.quiet();
    const status = await (await fetch(`${running.awsUrl}/_local/status`)).json();
    expect(status).toMatchObject({
      queues: { "archive-events": { visible: 0, delayed: 0, inFlight: 0, deadLetters: 0 } },
      schedules: expect.arrayContaining([
        expect.objectContaining({ function: "republish-pending", everySeconds: 10, running: false }),
      ]),
    });
    const fire = (name: string, headers: Record<string, string> = {}) =>
      fetch(`${running.awsUrl}/_local/schedules/${name}`, { method: "POST", headers });
    const before = calls;
    expect((await fire("republish-pending")).status).toBe(200);
    expect(calls).toBeGreaterThan(before);
    expect((await fire("acs")).status).toBe(404);
    expect((await fire("republish-pending", { origin: "https://evil.example" })).status).toBe(403);
  });

  test("starts no second time on the same data", async () => {
    const running = await start(everything);
    await expect(start(everything)).rejects.toThrow("is in use by process");
    stack = running;
  });

  test("stops the start with one message where the configuration is wrong, and leaves nothing running", async () => {
    const configFile = join(directory, "wrong.yaml");
    await writeFile(configFile, "stage: local\nnonsense: true\n");
    await expect(start(everything, configFile)).rejects.toMatchObject({
      name: "ConfigurationError",
      message: expect.stringContaining("wrong.yaml"),
    });
    expect(process.env.AWS_ENDPOINT_URL).toBeUndefined();
    await start(everything);
  });
});
