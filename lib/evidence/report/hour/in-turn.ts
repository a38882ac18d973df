/** Hours are examined side by side; their rows and their parts come out in their order all the same. */
import type { HourSeal } from "../../seal.ts";
import type { ExaminedHours, RowSink, Rows } from "./hour-part.ts";

export type ExamineHour = (seal: HourSeal, sink: RowSink) => Promise<ExaminedHours>;

interface Turn {
  readonly sink: RowSink;
  /** From here on rows go where they belong, those first that were held. */
  begin(): Promise<void>;
  /** @throws what kept rows from where they belong */
  end(): Promise<void>;
}

function turnOf(sink: RowSink): Turn {
  const held: (() => Promise<void>)[] = [];
  const written: Promise<void>[] = [];
  let hasBegun = false;

  function write(rows: readonly Rows[]): Promise<void> {
    const writing = sink(rows);
    writing.catch(() => undefined);
    written.push(writing);
    return writing;
  }
  return {
    sink: (rows) =>
      hasBegun
        ? write(rows)
        : new Promise((resolve, reject) => {
            held.push(() => write(rows).then(resolve, reject));
          }),
    async begin() {
      // What comes while this waits is held behind the rest.
      for (const next of held) await next();
      hasBegun = true;
      held.length = 0;
    },
    async end() {
      await Promise.all(written);
    },
  };
}

/** @param atOnce hours that are examined at the same time */
export async function* examineInTurn(
  seals: readonly HourSeal[],
  examine: ExamineHour,
  sink: RowSink,
  atOnce: number,
): AsyncGenerator<ExaminedHours> {
  const running: { readonly turn: Turn; readonly part: Promise<ExaminedHours> }[] = [];
  let next = 0;
  function fill(): void {
    for (; next < seals.length && running.length < atOnce; next += 1) {
      const seal = seals[next];
      if (!seal) continue;
      const turn = turnOf(sink);
      const part = examine(seal, turn.sink);
      // Looked at when its turn comes, which may be later than it fails.
      part.catch(() => undefined);
      running.push({ turn, part });
    }
  }
  for (fill(); running.length > 0; fill()) {
    const first = running[0];
    if (!first) return;
    await first.turn.begin();
    const part = await first.part;
    await first.turn.end();
    running.shift();
    yield part;
  }
}
