/** Calls functions as Lambda does: with a context, within their time, their output kept apart, their answer as JSON. */
import type { Context } from "aws-lambda";
import type { FunctionDefinition } from "../../infra/pipeline/types.ts";
import type { FunctionName } from "../../infra/pipeline.ts";
import type { Account } from "../aws/account.ts";
import type { Datum } from "../aws/cloudwatch/metric-store.ts";
import { errorFields, type LogSink, type StackLog } from "../log.ts";
import { withOutputTo } from "./captured-output.ts";
import { invocationContext } from "./context.ts";
import { readEmbeddedMetrics } from "./embedded-metrics.ts";
import { FunctionError } from "./function-error.ts";

/** A function's handler. Each takes an event of its own, and only the wiring knows which. */
export type Handler = (event: never, context: Context) => Promise<unknown>;

/** @throws FunctionError where the function threw or timed out */
export type Invoke = (name: FunctionName, event: object) => Promise<unknown>;

export interface InvokeOptions {
  readonly definitions: readonly (FunctionDefinition & { readonly name: FunctionName })[];
  readonly handlers: ReadonlyMap<FunctionName, Handler>;
  readonly account: Account;
  /** Gets what functions print. */
  readonly sink: LogSink;
  /** Gets the metrics among it. */
  readonly recordMetrics: (data: readonly Datum[]) => Promise<void>;
  readonly log: StackLog;
}

function withinTime<Result>(definition: FunctionDefinition, running: Promise<Result>): Promise<Result> {
  const { timeoutSeconds } = definition;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new FunctionError(`Task timed out after ${timeoutSeconds.toFixed(2)} seconds`)),
      timeoutSeconds * 1000,
    );
  });
  return Promise.race([running, tooLong]).finally(() => clearTimeout(timer));
}

export function createInvoke({ definitions, handlers, account, sink, recordMetrics, log }: InvokeOptions): Invoke {
  async function takeLine(line: string): Promise<void> {
    const metrics = readEmbeddedMetrics(line);
    if (!metrics) return sink(line);
    await recordMetrics(metrics).catch((error: unknown) => log.error("embedded metrics were lost", errorFields(error)));
  }

  return async (name, event) => {
    const definition = definitions.find((candidate) => candidate.name === name);
    const handler = handlers.get(name);
    if (!definition || !handler) throw new FunctionError(`there is no function ${name}`);
    const context = invocationContext(definition, account);
    const lines: Promise<void>[] = [];
    try {
      const answer = await withOutputTo(
        (line) => lines.push(takeLine(line)),
        () => withinTime(definition, Promise.resolve(handler(event as never, context))),
      );
      return answer === undefined ? null : JSON.parse(JSON.stringify(answer));
    } catch (error) {
      log.error("function failed", { function: name, awsRequestId: context.awsRequestId, ...errorFields(error) });
      throw new FunctionError(`${name} failed`, { cause: error });
    } finally {
      await Promise.all(lines);
    }
  };
}
