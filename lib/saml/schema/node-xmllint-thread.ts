/** One worker thread that runs @authenio/samlify-node-xmllint, used for a few validations and then given up. */
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { NODE_XMLLINT_WORKER } from "./node-xmllint-worker.ts";

export interface XmllintAnswer {
  readonly valid: boolean;
  /** What the module wrote on the console. */
  readonly words: string;
}

export interface XmllintThread {
  /** How many validations it was asked for. */
  readonly used: number;
  readonly alive: boolean;
  /** One at a time. @throws Error where the thread ends, fails or takes longer than `milliseconds`; it is of no more use then. */
  ask(xml: string, milliseconds: number): Promise<XmllintAnswer>;
  end(): Promise<void>;
}

/**
 * Resolved at run time, beside the code: the module is CommonJS with an inlined Emscripten program and stays out of bundles.
 * @throws Error where it is not installed there
 */
function modulePath(): string {
  try {
    return createRequire(import.meta.url).resolve("@authenio/samlify-node-xmllint");
  } catch (cause) {
    throw new Error("schemaValidator is node-xmllint, but @authenio/samlify-node-xmllint is not installed here", {
      cause,
    });
  }
}

/** @param program what the thread runs; another one only where a test wants it to fail */
export function startXmllintThread(program = NODE_XMLLINT_WORKER): XmllintThread {
  const worker = new Worker(program, {
    eval: true,
    workerData: { module: modulePath() },
    execArgv: [],
    env: {},
  });
  // An idle thread does not keep the process alive; a validation under way does.
  worker.unref();
  let used = 0;
  let alive = true;
  const failed = new AbortController();
  const fail = (error: unknown) => {
    alive = false;
    failed.abort(error);
    void worker.terminate();
  };
  worker.once("error", (cause) => fail(new Error("the schema validator's thread failed", { cause })));
  worker.once("exit", () => fail(new Error("the schema validator's thread ended")));

  async function ask(xml: string, milliseconds: number): Promise<XmllintAnswer> {
    used += 1;
    const id = used;
    let timer: NodeJS.Timeout | undefined;
    worker.ref();
    try {
      return await new Promise<XmllintAnswer>((resolve, reject) => {
        if (!alive) throw failed.signal.reason;
        failed.signal.addEventListener("abort", () => reject(failed.signal.reason), { once: true });
        worker.on("message", (answer: XmllintAnswer & { id: number }) => {
          if (answer.id === id) resolve({ valid: answer.valid, words: answer.words });
        });
        timer = setTimeout(
          () => fail(new Error(`the schema validator took longer than ${milliseconds} ms`)),
          milliseconds,
        );
        worker.postMessage({ id, xml });
      });
    } finally {
      clearTimeout(timer);
      worker.removeAllListeners("message");
      worker.unref();
    }
  }

  return {
    get used() {
      return used;
    },
    get alive() {
      return alive;
    },
    ask,
    async end() {
      alive = false;
      await worker.terminate();
    },
  };
}
