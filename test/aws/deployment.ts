/** The deployed stage as the scenes see it. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Deployment } from "../e2e/scenario/deployment.ts";
import type { DeployedTemplate } from "./deploy/templates.ts";
import type { DeployedFunction } from "./roles/deployed-functions.ts";

/** URLs of the queues, by their part in it. */
export interface Queues {
  readonly consumers: readonly string[];
  readonly deadLetters: readonly string[];
}

export function queuesOf({ resources, physicalIds }: DeployedTemplate): Queues {
  const queues = Object.entries(resources).filter(([, { Type }]) => Type === "AWS::SQS::Queue");
  const urls = (wanted: boolean) =>
    queues
      .filter(([, { Properties = {} }]) => (Properties.RedrivePolicy !== undefined) === wanted)
      .map(([id]) => physicalIds[id] ?? "");
  return { consumers: urls(true), deadLetters: urls(false) };
}

const DEPTHS = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

/** How many messages wait or are being worked on. */
export async function depthOf(urls: readonly string[]): Promise<number> {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  try {
    const counts = urls.map(async (QueueUrl) => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...DEPTHS] }),
      );
      return DEPTHS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  } finally {
    client.destroy();
  }
}

/** Between a rule and its queue nothing can be seen, so the queues must be found empty this often in a row. */
const QUIET_LOOKS = 4;
const LOOK_MS = 500;
const PATIENCE_MS = 120_000;

async function quiet({ consumers }: Queues): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let looks = 0; looks < QUIET_LOOKS; await delay(LOOK_MS)) {
    const depth = await depthOf(consumers);
    looks = depth === 0 ? looks + 1 : 0;
    if (Date.now() > deadline) throw new Error(`${depth} messages still wait in the consumers' queues after 2 minutes`);
  }
}

/** As EventBridge calls a function on its schedule. */
function scheduledEvent() {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    time: new Date().toISOString(),
    resources: [],
    detail: {},
  };
}

async function invoke(functions: readonly DeployedFunction[], name: string): Promise<void> {
  const FunctionName = functions.find((each) => each.name === name)?.physicalName;
  // A function may take as long as its time-out; none of these does.
  const client = new LambdaClient({ maxAttempts: 1 });
  try {
    const Payload = JSON.stringify(scheduledEvent());
    const { FunctionError, Payload: answer } = await client.send(new InvokeCommand({ FunctionName, Payload }));
    if (FunctionError !== undefined) throw new Error(`${name} failed: ${answer?.transformToString()}`);
  } finally {
    client.destroy();
  }
}

export function deploymentOf(
  place: Omit<Deployment, "quiet" | "invoke">,
  queues: Queues,
  functions: readonly DeployedFunction[],
): Deployment {
  return { ...place, quiet: () => quiet(queues), invoke: (name) => invoke(functions, name) };
}
