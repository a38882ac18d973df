/** Files read into memory that was given back. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createFileMemory, SMALL_FILE_BYTES } from "../../lib/evidence/reused-memory.ts";

let folder: string;
const sizes = [0, 10, SMALL_FILE_BYTES, SMALL_FILE_BYTES + 1, 3 * SMALL_FILE_BYTES];
const contentOf = (size: number) => Buffer.alloc(size, `${size} `);
const fileOf = (size: number) => join(folder, String(size));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "samltrail-memory-"));
  for (const size of sizes) writeFileSync(fileOf(size), contentOf(size));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(sizes)(
  "a file of %d bytes is read whole, into fresh memory and into memory that had something else",
  async (size) => {
    const memory = createFileMemory();
    const first = await memory.read(fileOf(size));
    expect(first.equals(contentOf(size))).toBe(true);
    for (const other of sizes) memory.release(await memory.read(fileOf(other)));
    expect((await memory.read(fileOf(size))).equals(contentOf(size))).toBe(true);
  },
);

test("memory that nobody gave back is never written on", async () => {
  const memory = createFileMemory();
  const kept = await memory.read(fileOf(3 * SMALL_FILE_BYTES));
  for (let time = 0; time < 20; time += 1) {
    const read = await Promise.all(sizes.map((size) => memory.read(fileOf(size))));
    for (const content of read) memory.release(content);
  }
  expect(kept.equals(contentOf(3 * SMALL_FILE_BYTES))).toBe(true);
});

test("what is given back is used again, once, however often it is given back", async () => {
  const memory = createFileMemory();
  const given = await memory.read(fileOf(3 * SMALL_FILE_BYTES));
  memory.release(given);
  memory.release(given);
  const [one, two] = await Promise.all([memory.read(fileOf(SMALL_FILE_BYTES)), memory.read(fileOf(SMALL_FILE_BYTES))]);
  expect(one?.buffer === given.buffer || two?.buffer === given.buffer).toBe(true);
  expect(one?.buffer).not.toBe(two?.buffer);
});

test("a file that is not there is the system's error", async () => {
  await expect(createFileMemory().read(join(folder, "none"))).rejects.toMatchObject({ code: "ENOENT" });
});
