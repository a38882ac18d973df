/** Hours are examined side by side; what comes out of them comes in their order. */
import { describe, expect, test } from "@jest/globals";
import type { ExaminedHours, RowSink } from "../../../lib/evidence/report/hour/hour-part.ts";
import { examineInTurn } from "../../../lib/evidence/report/hour/in-turn.ts";
import { aSeal } from "./helpers/run.ts";

const HOURS = ["2026-08-03T10", "2026-08-03T11", "2026-08-03T12"];
const SEALS = HOURS.map((hour) => aSeal(hour));

const bytesOf = (text: string): Uint8Array<SharedArrayBuffer> => {
  const bytes = new Uint8Array(new SharedArrayBuffer(text.length));
  bytes.set(Buffer.from(text));
  return bytes;
};

/** Examines like a thread: hands its rows on without waiting for them, the last hour before the first. */
function examineWith(handed: Promise<void>[]) {
  const begun: (() => void)[] = [];
  return (seal: (typeof SEALS)[number], sink: RowSink): Promise<ExaminedHours> => {
    const hour = seal.window.from.slice(0, 13);
    const hand = (row: string) => {
      const taken = sink([{ population: "logins", kind: "csv", bytes: bytesOf(row) }]);
      taken.catch(() => undefined);
      handed.push(taken);
    };
    return new Promise((resolve) => {
      begun.push(() => {
        for (const row of [`${hour} one;`, `${hour} two;`]) hand(row);
        resolve({ hours: [], uses: { mappings: [], subjects: [hour], uses: {} } } as unknown as ExaminedHours);
      });
      if (begun.length === HOURS.length) for (const begin of begun.toReversed()) begin();
    });
  };
}

describe("hours side by side", () => {
  test("hand on their rows and their parts in their order, each part after its rows", async () => {
    const out: string[] = [];
    const sink: RowSink = async (rows) => {
      await new Promise(setImmediate);
      for (const { bytes } of rows) out.push(Buffer.from(bytes).toString());
    };
    for await (const { uses } of examineInTurn(SEALS, examineWith([]), sink, 3)) out.push(`${uses.subjects[0]} part`);
    expect(out).toEqual(HOURS.flatMap((hour) => [`${hour} one;`, `${hour} two;`, `${hour} part`]));
  });

  test("learn that rows were taken when they were, and not before", async () => {
    const handed: Promise<void>[] = [];
    const parts = examineInTurn(SEALS, examineWith(handed), async () => undefined, 3);
    await parts.next();
    const states = await Promise.all(
      handed.map((taken) => Promise.race([taken.then(() => "taken"), new Promise((resolve) => setImmediate(resolve))])),
    );
    // The last hour was examined first: its rows wait, and those of the second.
    expect(states).toEqual([undefined, undefined, undefined, undefined, "taken", "taken"]);
  });

  test.each(["2026-08-03T10 one;", "2026-08-03T11 two;"])(
    "end with the error that kept the row %s from where it belongs",
    async (lost) => {
      const parts = examineInTurn(
        SEALS,
        examineWith([]),
        async (rows) => {
          if (rows.some(({ bytes }) => Buffer.from(bytes).toString() === lost)) throw new Error("the disk is full");
        },
        3,
      );
      const seen: string[] = [];
      const all = async () => {
        for await (const { uses } of parts) seen.push(uses.subjects[0] ?? "");
      };
      await expect(all()).rejects.toThrow("the disk is full");
      expect(seen).toEqual(HOURS.slice(0, HOURS.indexOf(lost.slice(0, 13))));
    },
  );
});
