/** A queue's consumer: gathers batches as Lambda's poller does, calls the function, and settles each message. */
import type { SQSEvent } from "aws-lambda";
import type { Consumer } from "../../infra/pipeline/types.ts";
import type { Account } from "../aws/account.ts";
import { errorFields, type StackLog } from "../log.ts";
import { createAlarmClock } from "./alarm-clock.ts";
import { failedMessages } from "./batch-response.ts";
import type { DiskQueue, Message } from "./disk-queue.ts";
import { sqsEvent } from "./sqs-event.ts";

export interface ConsumerOptions {
  readonly definition: Consumer;
  readonly queue: DiskQueue;
  readonly account: Account;
  /** Calls the function; what it rejects with fails the batch. */
  readonly invoke: (event: SQSEvent) => Promise<unknown>;
  /** Factor on the definition's waiting times: three minutes until another try would be long at a desk. */
  readonly timeScale: number;
  /** Told of each message that the function is done with. */
  readonly onDone: (message: Message) => void;
  readonly log: StackLog;
}

export interface RunningConsumer {
  /** Something arrived in the queue. */
  notify(): void;
  /** Takes no further batch, and resolves when the one under way is settled. */
  stop(): Promise<void>;
}

/** An invocation's payload is limited to 6 MB; half of it is left for what JSON adds to the bodies. */
const BATCH_BYTES = 3 * 1024 * 1024;

/** Starts the consumer. One batch at a time, where Lambda would scale out: order and load mean nothing here. */
export function startConsumer(options: ConsumerOptions): RunningConsumer {
  const { definition, queue, timeScale, log } = options;
  const windowMs = definition.batch.windowSeconds * 1000 * timeScale;
  const visibilityMs = definition.visibilityTimeoutSeconds * 1000 * timeScale;
  const clock = createAlarmClock();

  /** Waits for the first message, then for a full batch or the end of the window. */
  async function gather(): Promise<void> {
    while (!clock.stopped && queue.depth().visible === 0) await clock.until(queue.nextVisibleAt());
    const end = Date.now() + windowMs;
    while (!clock.stopped && queue.depth().visible < definition.batch.size && Date.now() < end) await clock.until(end);
  }

  async function retryOrBury(message: Message): Promise<void> {
    if (message.receives < definition.maximumReceives) return queue.release(message, Date.now() + visibilityMs);
    await queue.bury(message);
    log.error("message moved to the dead-letter queue", {
      queue: definition.function,
      messageId: message.id,
      receives: message.receives,
    });
  }

  async function failedOf(messages: readonly Message[]): Promise<readonly string[]> {
    const ids = messages.map((message) => message.id);
    try {
      const response = await options.invoke(sqsEvent(definition.function, messages, options.account));
      return failedMessages(response, ids);
    } catch {
      return ids;
    }
  }

  async function settle(messages: readonly Message[]): Promise<void> {
    const failed = new Set(await failedOf(messages));
    if (failed.size > 0) {
      log.error("messages failed", { queue: definition.function, failed: failed.size, batch: messages.length });
    }
    for (const message of messages) {
      if (failed.has(message.id)) await retryOrBury(message);
      else {
        // Told first: once the queue is empty, whoever waited for that finds it told.
        options.onDone(message);
        await queue.remove(message);
      }
    }
  }

  async function run(): Promise<void> {
    while (!clock.stopped) {
      await gather();
      if (clock.stopped) return;
      try {
        const messages = await queue.receive({ messages: definition.batch.size, bytes: BATCH_BYTES });
        if (messages.length > 0) await settle(messages);
      } catch (error) {
        log.error("the queue failed", { queue: definition.function, ...errorFields(error) });
        await clock.until(Date.now() + 1000);
      }
    }
  }

  const running = run();
  return {
    notify: () => clock.ring(),
    async stop() {
      clock.stop();
      await running;
    },
  };
}
