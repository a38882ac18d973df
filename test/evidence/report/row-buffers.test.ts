import { isAscii } from "node:buffer";
import { expect, test } from "@jest/globals";
import { RowBuffers } from "../../../lib/evidence/report/hour/row-buffers.ts";
import { aLoginFailed } from "../../helpers/events.ts";

const sealedLine = (line: string) => ({
  event: aLoginFailed(),
  line: isAscii(Buffer.from(line)) ? line : Buffer.from(line),
  leaf: "0".repeat(64),
  hour: "2026-08-03T12",
});

test("rows that fill many pieces, one of them larger than a piece, come out whole and in their order", async () => {
  const pieces: Record<string, Buffer[]> = { csv: [], jsonl: [] };
  const rows = new RowBuffers(async (handed) => {
    for (const { kind, bytes } of handed) {
      pieces[kind]?.push(Buffer.from(bytes));
      // What comes back is written on again, whatever it has.
      bytes.fill(0x2a);
    }
  }, true);
  const lines = Array.from({ length: 2_000 }, (_, number) => `${number} ${"é".repeat(number % 300)}`);
  lines[1_000] = "x".repeat(1_000_000);
  for (const [index, line] of lines.entries()) {
    rows.add("failures", sealedLine(line), `person ${index}`);
    if (index % 500 === 0) await rows.flush(false);
  }
  await rows.flush(true);
  expect(
    Buffer.concat(pieces.jsonl ?? [])
      .toString("utf8")
      .split("\n"),
  ).toEqual([...lines, ""]);
  const persons = Buffer.concat(pieces.csv ?? [])
    .toString("utf8")
    .match(/person \d+/g);
  expect(persons).toEqual(lines.map((_, index) => `person ${index}`));
});

test("memory is written on again only after its rows were taken", async () => {
  const taken: string[] = [];
  const late: (() => void)[] = [];
  const rows = new RowBuffers(
    (handed) =>
      new Promise((resolve) => {
        late.push(() => {
          for (const { kind, bytes } of handed) {
            if (kind === "jsonl") taken.push(Buffer.from(bytes).toString());
            bytes.fill(0x2a);
          }
          resolve();
        });
      }),
    true,
  );
  const lines = Array.from({ length: 40 }, (_, number) => `${number} ${"x".repeat(60_000)}`);
  for (const [number, line] of lines.entries()) {
    rows.add("failures", sealedLine(line), "");
    await rows.flush(false);
    // Every tenth time somebody takes what waits.
    if (number % 10 === 9) {
      for (const take of late.splice(0)) take();
      await new Promise(setImmediate);
    }
  }
  await rows.flush(true);
  for (const take of late.splice(0)) take();
  expect(taken.join("")).toBe(lines.map((line) => `${line}\n`).join(""));
});

test("of events whose rows alone are wanted, no line is handed on", async () => {
  const kinds: string[] = [];
  const rows = new RowBuffers(async (handed) => {
    for (const { kind } of handed) kinds.push(kind);
  }, false);
  rows.add("failures", sealedLine("{}"), "");
  await rows.flush(true);
  expect(kinds).toEqual(["csv"]);
});
