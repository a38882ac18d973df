/** What befalls calls of functions on their way to AWS, as scenes arrange it. */
import type { HttpCall } from "./recording-proxy.ts";

/** A call that is `refused` never arrives; of one that goes `unanswered` the answer is lost. */
export type Mishap = "refused" | "unanswered";

export type OnTheWay = Omit<HttpCall, "status">;

export interface Mishaps {
  /** To the next such call, once. */
  once(mishap: Mishap, what: string, matches: (call: OnTheWay) => boolean): void;
  /** To every such call, until the returned function ends it. */
  always(mishap: Mishap, matches: (call: OnTheWay) => boolean): () => void;
  /** What befalls this call; it counts as having happened then. */
  befalling(call: OnTheWay): Mishap | undefined;
  /** What was arranged and has not happened. */
  outstanding(): readonly string[];
}

interface Arranged {
  readonly mishap: Mishap;
  /** Undefined where it lasts. */
  readonly what: string | undefined;
  readonly matches: (call: OnTheWay) => boolean;
}

export function createMishaps(): Mishaps {
  const arranged = new Set<Arranged>();
  return {
    once: (mishap, what, matches) => void arranged.add({ mishap, what, matches }),
    always(mishap, matches) {
      const lasting = { mishap, what: undefined, matches };
      arranged.add(lasting);
      return () => void arranged.delete(lasting);
    },
    befalling(call) {
      const found = [...arranged].find(({ matches }) => matches(call));
      if (found && found.what !== undefined) arranged.delete(found);
      return found?.mishap;
    },
    outstanding: () => [...arranged].flatMap(({ what }) => what ?? []),
  };
}
