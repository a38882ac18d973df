/** Threads that examine hours, and what they ask: the archive's bytes, people's names, and where rows go. */
import { existsSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { EvidenceReader } from "../../evidence-store.ts";
import type { ExaminedHours, RowSink } from "../hour/hour-part.ts";
import type { ExamineHour } from "../hour/in-turn.ts";
import type { Persons } from "../persons.ts";
import type { Answer, FromThread, Question, ThreadData, ToThread } from "./messages.ts";

export interface HourThreads {
  readonly examine: ExamineHour;
  close(): Promise<void>;
}

/**
 * What V8 may keep of old objects, and of new ones: a thread holds little, and most of it for no longer than an hour is examined, of whose
 * objects the fewer are moved the more have room. Twice as much room saves another twentieth of the time, and takes 50 MB.
 */
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 };

/** Bundled beside the program (infra/functions/bundling.ts), or as it stands in the source, which threads of Node 20 cannot read by themselves. */
function startThread(data: ThreadData): Worker {
  const options = { workerData: data, resourceLimits: LIMITS };
  const bundled = new URL("hour-thread.mjs", import.meta.url);
  if (existsSync(bundled)) return new Worker(bundled, options);
  const [compiler, source] = [import.meta.resolve("tsx/esm/api"), new URL("hour-thread.ts", import.meta.url).href];
  const program = `import(${JSON.stringify(compiler)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}); })`;
  return new Worker(program, { ...options, eval: true, execArgv: [] });
}

interface Job {
  readonly sink: RowSink;
  readonly resolve: (part: ExaminedHours) => void;
  readonly reject: (error: Error) => void;
}

interface Means {
  readonly store: EvidenceReader;
  readonly persons: Persons;
}

/** What is handed over is gone here, and whoever read it may still want it. */
const ownBytes = (bytes: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/**
 * The process's flags, for the threads that are started from now on. Each collects its garbage alone: helpers would only take the processors
 * from the other threads, a twentieth of the whole time on two of them. And its own limits count, whatever the process was started with.
 */
const FLAGS = ["--no-parallel-scavenge", "--max-semi-space-size=0"];

export function startHourThreads(
  count: number,
  { store, persons }: Means,
  data: Omit<ThreadData, "folder">,
): HourThreads {
  const jobs = new Map<number, Job>();
  let started = 0;

  async function answer(question: Question): Promise<Answer> {
    if (question.ask === "read") {
      const bytes = await store.read(question.key);
      return bytes && ownBytes(bytes);
    }
    if (question.ask === "names") {
      await persons.learn(question.subjects);
      return question.subjects.flatMap((subject) => {
        const name = persons.name(subject);
        return name ? [[subject, name] as const] : [];
      });
    }
    const job = jobs.get(question.job);
    if (!job) throw new Error(`rows came for the hour ${question.job}, which is over`);
    await job.sink(question.rows);
    return null;
  }

  function start(): { readonly worker: Worker; jobs: number } {
    const worker = startThread({ ...data, folder: store.folder ?? null });
    const thread = { worker, jobs: 0 };
    const send = (message: ToThread, transferred: readonly ArrayBuffer[] = []) =>
      worker.postMessage(message, transferred);
    const settle = (number: number): Job | undefined => {
      const job = jobs.get(number);
      jobs.delete(number);
      thread.jobs -= 1;
      return job;
    };
    worker.on("message", async (message: FromThread) => {
      if ("part" in message) settle(message.job)?.resolve(message.part);
      else if ("error" in message) settle(message.job)?.reject(message.error);
      else {
        const { number } = message;
        try {
          const given = await answer(message);
          send({ number, answer: given }, given instanceof Uint8Array ? [given.buffer] : []);
        } catch (error) {
          send({ number, error: error as Error });
        }
      }
    });
    // A thread that ends by itself, by want of memory for one, leaves its hours behind: the report must not wait for them.
    worker.on("error", (error: Error) => {
      for (const job of jobs.values()) job.reject(error);
    });
    return thread;
  }

  for (const flag of FLAGS) setFlagsFromString(flag);
  const threads = Array.from({ length: count }, start);
  return {
    examine: (seal, sink) =>
      new Promise((resolve, reject) => {
        started += 1;
        const idlest = threads.reduce((best, each) => (each.jobs < best.jobs ? each : best));
        idlest.jobs += 1;
        jobs.set(started, { sink, resolve, reject });
        idlest.worker.postMessage({ job: started, seal } satisfies ToThread);
      }),
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}
