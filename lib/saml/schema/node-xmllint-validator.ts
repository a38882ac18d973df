/**
 * The other schema validator: @authenio/samlify-node-xmllint, which keeps 17 MB of every document, adds listeners to the
 * process and may exit it. All of that happens in a worker thread, and ends with it: one thread at a time, replaced every so
 * many documents. The first document of a thread takes 1.5 s, each further one 10 ms.
 */
import { XmlParseError } from "libxml2-wasm";
import { invalid } from "./invalid.ts";
import { startXmllintThread, type XmllintAnswer, type XmllintThread } from "./node-xmllint-thread.ts";
import type { SchemaValidator, SchemaVerdict } from "./schema-validator.ts";
import { withSchemaView } from "./schema-view.ts";

export interface NodeXmllintOptions {
  /** Validations after which the thread is replaced. Measured: 20 peak below 600 MB, 50 above 1 GB. */
  readonly documentsPerThread?: number;
  /** How long one validation may take, in milliseconds, the start of the thread included. */
  readonly timeLimit?: number;
  readonly startThread?: () => XmllintThread;
}

export interface NodeXmllintValidator extends SchemaValidator {
  /** Ends the thread, after what is under way. The next validation would start another. */
  close(): Promise<void>;
}

function serializedView(xml: string): string | null {
  try {
    return withSchemaView(xml, (document) => document.toString({ format: false }));
  } catch (error) {
    if (error instanceof XmlParseError) return null;
    throw error;
  }
}

function verdict({ valid, words }: XmllintAnswer): SchemaVerdict {
  if (valid) return { valid: true };
  const [, first] = /Schemas validity error : (.*?)(?:,file_0\.xml:|$)/s.exec(words) ?? [];
  return invalid(first ?? "not valid");
}

export function createNodeXmllintValidator(options: NodeXmllintOptions = {}): NodeXmllintValidator {
  const { documentsPerThread = 20, timeLimit = 10_000, startThread = startXmllintThread } = options;
  let thread: XmllintThread | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function currentThread(): Promise<XmllintThread> {
    if (thread && (!thread.alive || thread.used >= documentsPerThread)) {
      await thread.end();
      thread = undefined;
    }
    thread ??= startThread();
    return thread;
  }

  /** One after the other, whatever became of the one before. */
  function inTurn<Result>(job: () => Promise<Result>): Promise<Result> {
    const turn = last.then(job);
    last = turn.catch(() => {});
    return turn;
  }

  return {
    async validate(xml) {
      const view = serializedView(xml);
      if (view === null) return invalid("not well-formed");
      return inTurn(async () => verdict(await (await currentThread()).ask(view, timeLimit)));
    },
    close: () =>
      inTurn(async () => {
        await thread?.end();
        thread = undefined;
      }),
  };
}
