/**
 * Counts what functions do: how often and how long they run, what they print, and every call of AWS by the function that makes it.
 * It stands around the handlers and in the SDK clients that they share; the functions know nothing of it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { APIGatewayProxyStructuredResultV2, SQSEvent } from "aws-lambda";
import { type FunctionName, pipeline } from "../../../infra/pipeline.ts";
import { withOutputTo } from "../../../local/functions/captured-output.ts";
import type { Handler } from "../../../local/functions/invoke.ts";
import { loadHandlers } from "../../../local/functions/load-handlers.ts";
import type { Calls, FunctionUse } from "../usage.ts";

type Open<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

const nothing = (): Open<FunctionUse> => ({
  invocations: 0,
  messages: 0,
  processorMilliseconds: 0,
  logBytes: 0,
  responseBytes: 0,
  calls: {},
});

export interface Recorder {
  /** In place of the stack's own; each is loaded when it is first called, as the environment must stand by then. */
  readonly handlers: ReadonlyMap<FunctionName, Handler>;
  /** Of the function that is running. */
  count(call: string, of: Omit<Calls, "calls">): void;
  /** What was counted since it was asked the last time. */
  take(): Record<string, FunctionUse>;
}

export function createRecorder(): Recorder {
  const running = new AsyncLocalStorage<FunctionName>();
  let uses = new Map<FunctionName, Open<FunctionUse>>();

  function useOf(name: FunctionName): Open<FunctionUse> {
    const use = uses.get(name) ?? nothing();
    uses.set(name, use);
    return use;
  }

  function counting(name: FunctionName): Handler {
    let loaded: Promise<ReadonlyMap<FunctionName, Handler>> | undefined;
    return async (event, context) => {
      loaded ??= loadHandlers([name]);
      const handler = (await loaded).get(name);
      if (!handler) throw new Error(`there is no function ${name}`);
      let bytes = 0;
      const begun = process.cpuUsage();
      const answer = await running.run(name, () =>
        withOutputTo(
          (line) => {
            bytes += Buffer.byteLength(line) + 1;
          },
          () => handler(event, context),
        ),
      );
      const use = useOf(name);
      use.invocations += 1;
      const { user, system } = process.cpuUsage(begun);
      use.processorMilliseconds += (user + system) / 1000;
      use.logBytes += bytes;
      use.messages += (event as Partial<SQSEvent>).Records?.length ?? 0;
      use.responseBytes += (answer as APIGatewayProxyStructuredResultV2 | undefined)?.body?.length ?? 0;
      return answer;
    };
  }

  return {
    handlers: new Map(pipeline.functions.map(({ name }) => [name, counting(name)])),
    count(call, { readUnits, writeUnits, entries, bytes }) {
      const name = running.getStore();
      if (name === undefined) return;
      const { calls } = useOf(name);
      const before = calls[call] ?? { calls: 0, readUnits: 0, writeUnits: 0, entries: 0, bytes: 0 };
      calls[call] = {
        calls: before.calls + 1,
        readUnits: before.readUnits + readUnits,
        writeUnits: before.writeUnits + writeUnits,
        entries: before.entries + entries,
        bytes: before.bytes + bytes,
      };
    },
    take() {
      const taken = Object.fromEntries(uses);
      uses = new Map();
      return taken;
    },
  };
}
