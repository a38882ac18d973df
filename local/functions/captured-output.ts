/**
 * What functions print. On Lambda a function's stdout and stderr are its log; here all share one process, so what is
 * written within an invocation is told from everything else by the asynchronous context it is written in.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { LogSink } from "../log.ts";

type Write = NodeJS.WriteStream["write"];

interface Output {
  readonly sink: LogSink;
  /** The beginning of a line whose end is not written yet. */
  rest: string;
}

const current = new AsyncLocalStorage<Output>();
const streams = [process.stdout, process.stderr] as const;
let users = 0;
let originals: Write[] = [];

function take(output: Output, chunk: string | Uint8Array): void {
  const lines = (output.rest + Buffer.from(chunk as string).toString("utf8")).split("\n");
  output.rest = lines.pop() ?? "";
  // Outside: the sink may itself print, and that is not the function's doing.
  current.exit(() => {
    for (const line of lines) output.sink(line);
  });
}

function capturing(original: Write): Write {
  return function write(
    this: NodeJS.WriteStream,
    chunk: string | Uint8Array,
    encodingOrDone?: unknown,
    done?: unknown,
  ) {
    const output = current.getStore();
    if (!output) return original.call(this, chunk, encodingOrDone as never, done as never);
    take(output, chunk);
    const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
    if (typeof callback === "function") process.nextTick(callback as () => void);
    return true;
  };
}

/** Begins to capture; call what it returns to end it. */
export function captureOutput(): () => void {
  users += 1;
  if (users === 1) {
    originals = streams.map((stream) => stream.write);
    for (const stream of streams) stream.write = capturing(stream.write);
  }
  return () => {
    users -= 1;
    if (users > 0) return;
    streams.forEach((stream, index) => {
      stream.write = originals[index] ?? stream.write;
    });
  };
}

/** Runs a function whose output goes, line by line, to the sink. */
export async function withOutputTo<Result>(sink: LogSink, run: () => Promise<Result>): Promise<Result> {
  const output: Output = { sink, rest: "" };
  try {
    return await current.run(output, run);
  } finally {
    if (output.rest !== "") take(output, "\n");
  }
}
