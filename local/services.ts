/** What the functions reach over the network: DynamoDB, the AWS stand-in, the event bus and its queues. */
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SEALING_KEYS } from "../infra/pipeline/names.ts";
import { pipeline } from "../infra/pipeline.ts";
import type { Activity } from "./activity.ts";
import { LOCAL_ACCOUNT } from "./aws/account.ts";
import { type Aws, startAws } from "./aws/start-aws.ts";
import { type Door, makeDoor } from "./doors.ts";
import { createTables, startDatabase } from "./dynamodb.ts";
import type { Ending } from "./ending.ts";
import type { AtomicFiles } from "./files/atomic-files.ts";
import { deadLetterQueueOf, LOCAL_ACCESS_LOG, LOCAL_CREDENTIALS, LOCAL_NAMES } from "./functions/environment.ts";
import type { StackLog } from "./log.ts";
import { type EventBus, openEventBus } from "./pipeline/event-bus.ts";

export interface ServicesOptions {
  readonly dataDirectory: string;
  /** Wanted; another is taken where it is not free. */
  readonly awsPort: number;
  readonly files: AtomicFiles;
  readonly timeScale: number;
  readonly activity: Activity;
  readonly log: StackLog;
  readonly ending: Ending;
}

export interface Services {
  readonly aws: Aws;
  readonly awsUrl: string;
  readonly awsDoor: Door;
  readonly bus: EventBus;
  readonly databaseUrl: string;
}

/** CloudTrail's records usually come within 5 to 15 minutes. */
const TRAIL_DELAY_MS = 5 * 60_000;

/** What an SDK client needs to reach a service here. */
function clientSettings(endpoint: string) {
  return { endpoint, region: LOCAL_ACCOUNT.region, credentials: LOCAL_CREDENTIALS };
}

async function prepareTables(databaseUrl: string): Promise<void> {
  const client = new DynamoDBClient(clientSettings(databaseUrl));
  try {
    await createTables(client, pipeline.tables);
  } finally {
    client.destroy();
  }
}

export async function startServices(options: ServicesOptions): Promise<Services> {
  const { dataDirectory, files, timeScale, activity, log, ending } = options;
  const account = LOCAL_ACCOUNT;
  const database = await startDatabase(join(dataDirectory, "dynamodb"));
  ending.add("services", database.close);
  const databaseUrl = `http://127.0.0.1:${database.port}`;
  await prepareTables(databaseUrl);

  const { consumers } = pipeline;
  const directory = join(dataDirectory, "queues");
  const bus = await openEventBus({ directory, files, consumers, account, timeScale, activity, log });
  ending.add("work", bus.stop);

  const aws = await startAws({
    directory: dataDirectory,
    files,
    account,
    busName: LOCAL_NAMES.eventBus,
    buckets: [LOCAL_NAMES.evidenceBucket, LOCAL_NAMES.headBucket],
    keys: SEALING_KEYS,
    accessLogGroup: LOCAL_ACCESS_LOG,
    deliver: bus.deliver,
    queueDepths: () =>
      new Map(Object.entries(bus.depths()).map(([name, { deadLetters }]) => [deadLetterQueueOf(name), deadLetters])),
    trailDelayMs: TRAIL_DELAY_MS * timeScale,
    log,
  });
  ending.add("services", aws.close);
  const awsDoor = await makeDoor(options.awsPort, ["127.0.0.1"], ending, "services");
  return { aws, awsUrl: `http://127.0.0.1:${awsDoor.port}`, awsDoor, bus, databaseUrl };
}
