/** A thread that examines hours: what it needs it asks of the thread that started it. */
import { parentPort, workerData } from "node:worker_threads";
import type { EvidenceReader } from "../../evidence-store.ts";
import { folderReader } from "../../folder-reader.ts";
import { type Examiner, examineHour } from "../hour/examine-hour.ts";
import { peopleOf } from "../people-list.ts";
import { createPersons } from "../persons.ts";
import { Sampler } from "../sample.ts";
import type { Answer, FromThread, Question, ThreadData, ToThread } from "./messages.ts";

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let asked = 0;

const say = (message: FromThread) => parentPort?.postMessage(message);

function ask(question: Question): Promise<Answer> {
  asked += 1;
  const number = asked;
  return new Promise((resolve, reject) => {
    waiting.set(number, { resolve, reject });
    say({ number, ...question });
  });
}

const asking: EvidenceReader = {
  async read(key) {
    const answer = (await ask({ ask: "read", key })) as Uint8Array<ArrayBuffer> | null;
    return answer && Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  },
  list: () => Promise.reject(new Error("an hour's objects are named by its seal")),
};

const { people, namesAreKnown, folder, sample, ...order } = workerData as ThreadData;
const store = folder === null ? asking : folderReader(folder);
const persons = createPersons(
  namesAreKnown
    ? {
        find: async (subjects) =>
          new Map((await ask({ ask: "names", subjects })) as readonly (readonly [string, never])[]),
      }
    : null,
);
const examiner: Examiner = {
  ...{ ...order, store, persons, people: people && peopleOf(people, persons, namesAreKnown) },
  sampler: new Sampler(sample.seed, sample.size),
};

async function examine({ job, seal }: Extract<ToThread, { seal: unknown }>): Promise<void> {
  try {
    const part = await examineHour(examiner, seal, async (rows) => {
      await ask({ ask: "rows", job, rows });
    });
    say({ job, part });
  } catch (error) {
    say({ job, error: error as Error });
  }
}

parentPort?.on("message", (message: ToThread) => {
  if ("seal" in message) return void examine(message);
  const { number } = message;
  const { resolve, reject } = waiting.get(number) ?? {};
  waiting.delete(number);
  if ("error" in message) reject?.(message.error);
  else resolve?.(message.answer);
});
