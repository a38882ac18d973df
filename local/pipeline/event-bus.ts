/** The bus with its rules: every event goes into the queue of each consumer whose pattern it matches. */
import { join } from "node:path";
import type { SQSEvent } from "aws-lambda";
import type { Consumer } from "../../infra/pipeline/types.ts";
import type { FunctionName } from "../../infra/pipeline.ts";
import type { Activity } from "../activity.ts";
import type { Account } from "../aws/account.ts";
import type { QueueGauge } from "../aws/cloudwatch/own-metrics.ts";
import type { EventEnvelope } from "../aws/event-bridge.ts";
import type { AtomicFiles } from "../files/atomic-files.ts";
import type { StackLog } from "../log.ts";
import { type RunningConsumer, startConsumer } from "./consumer.ts";
import { createDeliveries, type Delivery, heldIn } from "./deliveries.ts";
import { type DiskQueue, type Message, openDiskQueue, type QueueDepth } from "./disk-queue.ts";
import { matches } from "./matches.ts";

export interface EventBusOptions {
  readonly directory: string;
  readonly files: AtomicFiles;
  readonly consumers: readonly Consumer[];
  readonly account: Account;
  readonly timeScale: number;
  readonly activity: Activity;
  readonly log: StackLog;
}

export interface EventBus {
  /** Resolves when the event is in every queue it belongs in. */
  deliver(event: EventEnvelope): Promise<void>;
  startConsumers(invoke: (name: FunctionName, event: SQSEvent) => Promise<unknown>): void;
  depths(): Readonly<Record<string, QueueDepth>>;
  /** What SQS measures of each consumer's queue. */
  gauges(): readonly QueueGauge[];
  /** What is in the queues, and what consumers got done since the start. */
  deliveries(): Promise<readonly Delivery[]>;
  stop(): Promise<void>;
}

interface Target {
  readonly definition: Consumer;
  readonly queue: DiskQueue;
  running: RunningConsumer | null;
}

export async function openEventBus(options: EventBusOptions): Promise<EventBus> {
  const { directory, files, consumers, account, timeScale, activity, log } = options;
  const targets: Target[] = [];
  const done = createDeliveries();

  /** A message counts as something under way from its arrival until it is done with. */
  function hooks() {
    const pending = new Map<string, () => void>();
    return {
      onArrival: (id: string) => void pending.set(id, activity.begin()),
      onDeparture(id: string) {
        pending.get(id)?.();
        pending.delete(id);
      },
    };
  }

  for (const definition of consumers) {
    const queue = await openDiskQueue(join(directory, definition.function), files, hooks());
    targets.push({ definition, queue, running: null });
  }

  return {
    async deliver(event) {
      const body = JSON.stringify(event);
      for (const { definition, queue, running } of targets) {
        if (!matches(definition, event)) continue;
        await queue.send(body);
        running?.notify();
      }
    },
    startConsumers(invoke) {
      for (const target of targets) {
        const { definition, queue } = target;
        const call = (event: SQSEvent) => invoke(definition.function, event);
        const onDone = (message: Message) => done.add(definition.function, message);
        target.running = startConsumer({ definition, queue, account, timeScale, log, invoke: call, onDone });
      }
    },
    depths: () => Object.fromEntries(targets.map(({ definition, queue }) => [definition.function, queue.depth()])),
    gauges: () =>
      targets.map(({ definition, queue }) => {
        const { visible, deadLetters } = queue.depth();
        return { name: definition.function, visible, deadLetters, oldestSentAt: queue.oldestSentAt() };
      }),
    async deliveries() {
      const held = await Promise.all(targets.map(({ definition, queue }) => heldIn(definition.function, queue)));
      return done.with(held.flat());
    },
    async stop() {
      await Promise.all(targets.map((target) => target.running?.stop()));
    },
  };
}
