/** A package as a folder or a zip: what is taken in, and what is left where it is given up. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { folderWriter, zipWriter } from "../../lib/evidence/package/package-writers.ts";

let folder: string;
const content = Buffer.from("sealed");
const large = Buffer.alloc(1 << 17, "x");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "samltrail-writers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a package as a folder", () => {
  test("has what was added, small and large, and keeps a file that was taken in when its source goes", async () => {
    const writer = folderWriter(join(folder, "package"));
    const source = join(folder, "rows.csv");
    writeFileSync(source, "a,b");
    await writer.add("seals/hours/00.json", content);
    await writer.add("events/00/one.jsonl", large);
    await writer.addFile("populations/logins.csv", source, 3);
    rmSync(source);
    const read = (path: string) => readFileSync(join(folder, "package", path));
    expect(read("seals/hours/00.json")).toEqual(content);
    expect(read("events/00/one.jsonl").equals(large)).toBe(true);
    expect(read("populations/logins.csv").toString()).toBe("a,b");
  });

  test("copies what is somebody else's, which may change from then on", async () => {
    const writer = folderWriter(join(folder, "package"));
    const source = join(folder, "one.jsonl");
    writeFileSync(source, content);
    expect(await writer.copyFile?.("events/00/one.jsonl", source)).toBe(content.length);
    writeFileSync(source, "altered");
    expect(readFileSync(join(folder, "package", "events/00/one.jsonl"))).toEqual(content);
    expect(await writer.copyFile?.("events/00/two.jsonl", join(folder, "nowhere.jsonl"))).toBeNull();
  });

  test.each([["small", content] as const, ["large", large] as const])(
    "never writes over a file that is there, %s",
    async (_, bytes) => {
      writeFileSync(join(folder, "one"), "another's");
      await expect(folderWriter(folder).add("one", bytes)).rejects.toMatchObject({ code: "EEXIST" });
      await expect(folderWriter(folder).addFile("one", join(folder, "one"), 9)).rejects.toMatchObject({
        code: "EEXIST",
      });
      await expect(folderWriter(folder).copyFile?.("one", join(folder, "one"))).rejects.toMatchObject({
        code: "EEXIST",
      });
      expect(readFileSync(join(folder, "one"), "utf8")).toBe("another's");
    },
  );

  test("given up leaves nothing of itself, and everything of others", async () => {
    mkdirSync(join(folder, "there"));
    writeFileSync(join(folder, "there", "another"), "another's");
    const [fresh, within] = [folderWriter(join(folder, "new", "package")), folderWriter(join(folder, "there"))];
    for (const writer of [fresh, within]) {
      await writer.add("seals/hours/00.json", content);
      await writer.add("manifest.json", content);
      await writer.discard();
    }
    expect(readdirSync(folder)).toEqual(["there"]);
    expect(readdirSync(join(folder, "there"))).toEqual(["another"]);
  });
});

describe("a package as a zip", () => {
  test("given up leaves no file", async () => {
    const file = join(folder, "package.zip");
    const writer = zipWriter(file);
    await writer.add("seals/hours/00.json", content);
    // It is opened when there is something to write, which may be after that was read.
    while (!existsSync(file)) await nextTurn();
    await writer.discard();
    expect(existsSync(file)).toBe(false);
  });

  test("given up at once leaves no file", async () => {
    const file = join(folder, "package.zip");
    await zipWriter(file).discard();
    await nextTurn();
    expect(existsSync(file)).toBe(false);
  });

  test("given up because one is there already leaves that", async () => {
    const file = join(folder, "package.zip");
    writeFileSync(file, "another's");
    const writer = zipWriter(file);
    const written = writer.add("one", large).then(() => writer.close());
    await expect(written).rejects.toMatchObject({ code: "EEXIST" });
    await writer.discard();
    expect(readFileSync(file, "utf8")).toBe("another's");
  });
});
