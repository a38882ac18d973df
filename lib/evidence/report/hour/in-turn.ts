/** Hours are examined side by side; their rows and their parts come out in their order all the same. */
import type { HourSeal } from "../../seal.ts";
import type { ExaminedHours, RowSink } from "./hour-part.ts";

export type ExamineHour = (seal: HourSeal, sink: RowSink) => Promise<ExaminedHours>;

/** What an hour that is not in turn yet may lay down before it has to wait. */
const HELD_BYTES = 1 << 23;

interface Turn {
  readonly sink: RowSink;
  /** From here on rows go where they belong, those first that were held. */
  begin(): Promise<void>;
}

function turnOf(sink: RowSink): Turn {
  const held: Parameters<RowSink>[] = [];
  let [bytes, hasBegun] = [0, false];
  let begun: () => void = () => undefined;
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  return {
    async sink(...rows) {
      if (hasBegun) return sink(...rows);
      held.push(rows);
      bytes += rows[2].length;
      if (bytes > HELD_BYTES) await beginning;
      return null;
    },
    async begin() {
      // What comes while this waits is held behind the rest.
      for (const rows of held) await sink(...rows);
      hasBegun = true;
      held.length = 0;
      begun();
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
    running.shift();
    yield part;
  }
}
