/** The functions of a stack, each in a process of its own that is started when it is first called, or before. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type FunctionName, pipeline } from "../../../infra/pipeline.ts";
import type { Handler } from "../../../local/functions/invoke.ts";
import type { FunctionUse } from "../usage.ts";

/** What a process is told: to run its function, or, without an event, to say what was counted. */
export interface Order {
  readonly number: number;
  readonly event?: object;
}

export interface Answer {
  readonly number: number;
  readonly value?: unknown;
  readonly error?: string;
}

export interface Processes {
  /** In place of the stack's own. A process has the environment that stands when it is started. */
  readonly handlers: ReadonlyMap<FunctionName, Handler>;
  /** Starts these, so that no call of theirs has to wait for it. */
  start(names: readonly FunctionName[]): Promise<void>;
  /** What the functions did since this was asked the last time; those that did nothing are left out. */
  take(): Promise<Record<string, FunctionUse>>;
  stop(): void;
}

const PROGRAM = fileURLToPath(new URL("function-process.ts", import.meta.url));

interface Running {
  readonly process: ChildProcess;
  readonly tell: (event?: object) => Promise<unknown>;
}

function startFunction(name: FunctionName): Running {
  const child = fork(PROGRAM, [name]);
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  child.on("message", ({ number, value, error }: Answer) => {
    const open = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) open?.resolve(value);
    else open?.reject(new Error(error));
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the process of ${name} ended with ${code}`));
    waiting.clear();
  });
  return {
    process: child,
    tell: (event) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        const order: Order = event === undefined ? { number: last } : { number: last, event };
        child.send(order);
      }),
  };
}

export function createProcesses(): Processes {
  const running = new Map<FunctionName, Running>();
  const of = (name: FunctionName): Running => {
    const there = running.get(name) ?? startFunction(name);
    running.set(name, there);
    return there;
  };
  return {
    handlers: new Map(pipeline.functions.map(({ name }) => [name, (event: object) => of(name).tell(event)])),
    async start(names) {
      for (const name of names) await of(name).tell();
    },
    async take() {
      const uses: Record<string, FunctionUse> = {};
      for (const [name, { tell }] of running) {
        const use = (await tell()) as FunctionUse;
        if (use.invocations > 0) uses[name] = use;
      }
      return uses;
    },
    stop() {
      for (const { process: child } of running.values()) child.disconnect();
    },
  };
}
