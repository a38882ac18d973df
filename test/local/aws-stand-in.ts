/** Starts the AWS stand-in alone over a temporary directory, and makes real SDK clients for it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOCAL_ACCOUNT } from "../../local/aws/account.ts";
import type { EventEnvelope } from "../../local/aws/event-bridge.ts";
import { type Aws, startAws } from "../../local/aws/start-aws.ts";
import { openAtomicFiles } from "../../local/files/atomic-files.ts";
import { type Listener, listenOnLoopback } from "../../local/http/loopback.ts";
import { createStackLog } from "../../local/log.ts";

export interface TestStandIn {
  readonly aws: Aws;
  readonly directory: string;
  readonly delivered: EventEnvelope[];
  /** Settings for an SDK client of the stand-in. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  stop(): Promise<void>;
}

export async function makeDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), "samltrail-test-"));
}

export async function startTestStandIn(given?: string): Promise<TestStandIn> {
  const directory = given ?? (await makeDirectory());
  const delivered: EventEnvelope[] = [];
  const aws = await startAws({
    directory,
    files: await openAtomicFiles(join(directory, "aside")),
    account: LOCAL_ACCOUNT,
    busName: "samltrail",
    buckets: ["evidence", "heads"],
    keys: ["sealing-1", "sealing-2"],
    accessLogGroup: "access-log",
    queueDepths: () =>
      new Map([
        ["archive-events-dead-letters", 3],
        ["record-metrics-dead-letters", 0],
      ]),
    deliver: async (event) => {
      if (event.source === "undeliverable") throw new Error("the disk is full");
      delivered.push(event);
    },
    trailDelayMs: 0,
    log: createStackLog(() => undefined),
  });
  const listener: Listener = await listenOnLoopback(aws.listener, 0);
  return {
    aws,
    directory,
    delivered,
    client: {
      endpoint: `http://127.0.0.1:${listener.port}`,
      region: LOCAL_ACCOUNT.region,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    },
    async stop() {
      await listener.close();
      await aws.close();
      if (!given) await rm(directory, { recursive: true, force: true });
    },
  };
}
