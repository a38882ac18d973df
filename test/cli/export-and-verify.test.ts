/** From an archive to a package, and from the package to a verdict: by the command line, by the lone file, by openssl. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { exportCommand } from "../../cli/export/export-command.ts";
import { openZip } from "../../cli/verify/open-zip.ts";
import { verifyCommand } from "../../cli/verify/verify-command.ts";
import { canonicalJson } from "../../lib/archive/canonical-json.ts";
import { headOf } from "../../lib/evidence/head.ts";
import { type Hour, hoursBetween, hoursLater } from "../../lib/evidence/hours.ts";
import { createSealReader, requireHour } from "../../lib/evidence/seal-reader.ts";
import { aKey, arrive, keysOf, sealUpTo } from "../evidence/helpers/archive.ts";
import { type MemoryStore, memoryStore } from "../evidence/helpers/memory-store.ts";
import { aLoginFailed, aLoginSucceeded } from "../helpers/events.ts";
import { runCommand } from "../helpers/run-command.ts";

const run = promisify(execFile);
const openSsl = await run("openssl", ["version"]).then(
  () => true,
  () => false,
);
const NOON = "2026-08-03T12";
const END = hoursLater(NOON, 14);
const key = aKey("k1");
const successor = aKey("k2");
const known = aLoginFailed();
let folder: string;
let store: MemoryStore;
const at = (...names: readonly string[]) => join(folder, ...names);

function writeTo(directory: string, objects: Iterable<readonly [string, Buffer]>): void {
  for (const [path, content] of objects) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}

async function writeHead(name: string, from: MemoryStore, hour: Hour): Promise<string> {
  writeFileSync(at(name), canonicalJson(headOf(await requireHour(createSealReader(from), hour))));
  return at(name);
}

async function command(...args: readonly string[]) {
  const lines: string[] = [];
  const surroundings = {
    out: (line: string) => void lines.push(line),
    error: (line: string) => void lines.push(line),
    now: new Date(),
  };
  const code = await runCommand({ export: exportCommand, verify: verifyCommand }, args, surroundings);
  return { code, text: lines.join("\n") };
}

async function sealedStore(last = known): Promise<MemoryStore> {
  const made = memoryStore();
  await arrive(made, NOON, last);
  for (const hour of hoursBetween(hoursLater(NOON, 1), END))
    await arrive(made, hour, aLoginSucceeded(), aLoginFailed());
  await sealUpTo(made, keysOf(key), { upTo: END });
  return made;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "samltrail-evidence-"));
  store = await sealedStore();
  writeTo(at("bucket"), store.objects);
  writeFileSync(at("key.pem"), key.pem);
  writeFileSync(at("successor.pem"), successor.pem);
  await writeHead("head.json", store, END);
  const period = ["--from", NOON, "--to", hoursLater(NOON, 12), "--folder", at("bucket"), "--prove", known.metadata.id];
  for (const out of ["package", "package.zip", "again.zip"]) {
    expect(await command("export", ...period, "--out", at(out))).toMatchObject({ code: 0 });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pinned = () => ["--key", at("key.pem"), "--head", at("head.json")];

describe("a package", () => {
  test.each(["package", "package.zip"])("verifies by the command line, as %s", async (name) => {
    const { code, text } = await command("verify", at(name), ...pinned());
    expect(text).toContain("ok       day 2026-08-03");
    expect(text).toContain("ok       proofs  1 events, each with a proof");
    expect(text.split("\n").at(-1)).toBe("ok       verdict  verified: by the key and the head from elsewhere");
    expect(code).toBe(0);
  });

  test("verifies by the one file that comes with it, line by line as by the command line", async () => {
    const byFile = await run(process.execPath, [at("package", "verify.mjs"), at("package"), ...pinned()], { cwd: "/" });
    const byCommand = await command("verify", at("package"), ...pinned());
    expect(byFile.stdout.trimEnd()).toBe(byCommand.text);
  });

  test("is the same zip, byte for byte, when it is made again", () => {
    expect(readFileSync(at("again.zip")).equals(readFileSync(at("package.zip")))).toBe(true);
  });

  const withOpenSsl = openSsl ? test : test.skip;

  withOpenSsl(
    `has seals whose signatures plain openssl verifies${openSsl ? "" : " (SKIPPED: no openssl here)"}`,
    async () => {
      const seal = at("package", "seals/hours/2026/08/03/13");
      const args = (body: string) => ["dgst", "-sha256", "-verify", at("key.pem"), "-signature", `${seal}.sig`, body];
      expect((await run("openssl", args(`${seal}.json`))).stdout).toContain("Verified OK");
      await expect(run("openssl", args(at("package", "seals/hours/2026/08/03/14.json")))).rejects.toThrow();
    },
  );

  test("has a verifier of less than 400 lines that imports Node's own modules only", () => {
    const source = readFileSync(at("package", "verify.mjs"), "utf8");
    expect(source.split("\n").length).toBeLessThan(400);
    const imports = [...source.matchAll(/\bfrom "([^"]+)"|\bimport\(|\brequire\(/g)].map(
      ([, name]) => name ?? "dynamic",
    );
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter((name) => !name.startsWith("node:"))).toEqual([]);
  });
});

describe("a package of seals alone, as for a year", () => {
  const sealsOnly = ["--from", NOON, "--to", END, "--seals-only"];

  test("has every seal and roll-up and no event; what was verified is said, and what was not, and it is not the same as verified", async () => {
    const exported = await command("export", ...sealsOnly, "--folder", at("bucket"), "--out", at("seals"));
    expect(exported).toMatchObject({ code: 0, text: expect.stringContaining("events, which are not in it") });
    expect(readdirSync(at("seals"))).not.toContain("events");
    const { code, text } = await command("verify", at("seals"), ...pinned());
    expect(text).toMatch(/OPEN {5}events {2}\d+ are not in the package: their roots and counts were not made again/);
    expect(text).toMatch(/ok {7}day 2026-08-03/);
    expect(text).toContain("OPEN     verdict  seals only: verified by the key and the head from elsewhere");
    expect(code).toBe(4);
    expect(await command("verify", at("seals"))).toMatchObject({ code: 3 });
  });

  test("shows a changed seal, a missing one and a changed roll-up all the same", async () => {
    const spoil = async (name: string, change: (folder: string) => void) => {
      cpSync(at("seals"), at(name), { recursive: true });
      change(at(name));
      return command("verify", at(name), ...pinned());
    };
    const edit = (path: string) => (folder: string) => {
      const file = join(folder, path);
      writeFileSync(file, readFileSync(file, "utf8").replace(/"leafCount":\d+/, '"leafCount":7'));
    };
    expect(await spoil("seals-1", edit("seals/hours/2026/08/03/14.json"))).toMatchObject({ code: 1 });
    expect(await spoil("seals-2", edit("seals/days/2026/08/03.json"))).toMatchObject({ code: 1 });
    expect(await spoil("seals-3", (to) => rmSync(join(to, "seals/hours/2026/08/03/14.json")))).toMatchObject({
      code: 1,
    });
  });
});

describe("without a key and a head from elsewhere", () => {
  test.each([
    ["neither", () => []],
    ["no head", () => ["--key", at("key.pem")]],
    ["no key", () => ["--head", at("head.json")]],
  ])("a package is self-consistent only: %s", async (_name, options) => {
    const { code, text } = await command("verify", at("package"), "--quiet", ...options());
    expect(text).toMatch(/^OPEN {5}verdict {2}self-consistent only: there is no/);
    expect(code).toBe(3);
  });
});

describe("a head", () => {
  test("within the package speaks for the seals up to it", async () => {
    const head = await writeHead("early.json", store, hoursLater(NOON, 10));
    const { code, text } = await command("verify", at("package"), "--quiet", "--key", at("key.pem"), "--head", head);
    expect(text).toMatch(/does not speak for the last 2 seals/);
    expect(code).toBe(3);
  });

  test("that the package does not lead to is refused, with the one to take", async () => {
    const longer = memoryStore(store.objects);
    await sealUpTo(longer, keysOf(key), { upTo: hoursLater(END, 2) });
    const head = await writeHead("young.json", longer, hoursLater(END, 2));
    const { code, text } = await command("verify", at("package"), "--quiet", "--key", at("key.pem"), "--head", head);
    expect(text).toContain(`leads to the head of ${END}`);
    expect(code).toBe(1);
  });
});

describe("a chain that somebody made again", () => {
  async function forged(name: string, from: MemoryStore): Promise<string> {
    writeTo(at(`${name}-bucket`), from.objects);
    const made = ["--from", NOON, "--to", END, "--folder", at(`${name}-bucket`), "--out", at(name)];
    expect(await command("export", ...made)).toMatchObject({ code: 0 });
    return at(name);
  }

  test("with another key is refused by the key", async () => {
    const other = memoryStore([...store.objects].filter(([path]) => path.startsWith("events/")));
    await sealUpTo(other, keysOf(aKey("k1")), { upTo: END });
    const { code, text } = await command("verify", await forged("stranger", other), ...pinned());
    expect(text).toContain("WRONG    key  signed none of these seals");
    expect(code).toBe(1);
  });

  test("with another key that names the right one as its successor is refused by the key", async () => {
    const other = memoryStore([...store.objects].filter(([path]) => path.startsWith("events/")));
    const stranger = aKey("stranger");
    await sealUpTo(other, keysOf(stranger), { upTo: hoursLater(END, -1) });
    await sealUpTo(other, keysOf(stranger, key), { upTo: END });
    const { code, text } = await command("verify", await forged("successor", other), ...pinned());
    expect(text).toContain("WRONG    key");
    expect(code).toBe(1);
  });

  test("with the right key and other events is refused by the head", async () => {
    const { code, text } = await command(
      "verify",
      await forged("rewritten", await sealedStore(aLoginFailed())),
      ...pinned(),
    );
    expect(text).toContain("WRONG    head  the package belongs to another chain than the head");
    expect(text.match(/^WRONG/gm)).toHaveLength(2);
    expect(code).toBe(1);
  });

  test("by a rotation goes on under the successor, pinned by either key", async () => {
    const rotated = memoryStore(store.objects);
    await sealUpTo(rotated, keysOf(key, successor), { upTo: hoursLater(END, 3) });
    writeTo(at("rotated-bucket"), rotated.objects);
    const head = await writeHead("rotated.json", rotated, hoursLater(END, 3));
    const period = ["--from", NOON, "--to", hoursLater(END, 3), "--folder", at("rotated-bucket")];
    expect(await command("export", ...period, "--out", at("rotated"))).toMatchObject({ code: 0 });
    for (const pem of ["key.pem", "successor.pem"]) {
      expect(await command("verify", at("rotated"), "--key", at(pem), "--head", head)).toMatchObject({ code: 0 });
    }
  });
});

describe("what cannot be read", () => {
  test.each([
    ["cut", (size: number) => size - 1],
    ["cut-in-half", (size: number) => Math.floor(size / 2)],
    ["empty", () => 0],
  ])("a zip that is %s is named as such", async (name, rest) => {
    const file = at(`${name}.zip`);
    cpSync(at("package.zip"), file);
    truncateSync(file, rest(readFileSync(file).length));
    const { code, text } = await command("verify", file, ...pinned());
    expect(text).toMatch(/truncated/);
    expect(code).toBe(1);
  });

  test("a zip with a changed byte does not verify, unless the byte is of no file's content", async () => {
    const whole = readFileSync(at("package.zip"));
    const contents = () => {
      const { paths, read, close } = openZip(at("changed.zip"));
      const hashes = paths.map((path) => [path, createHash("sha256").update(read(path)).digest("hex")]);
      close();
      return hashes;
    };
    writeFileSync(at("changed.zip"), whole);
    const original = contents();
    let refused = 0;
    for (let part = 1; part < 25; part += 1) {
      const changed = Buffer.from(whole);
      const position = Math.floor((whole.length * part) / 25);
      changed[position] = (changed[position] ?? 0) ^ 0x55;
      writeFileSync(at("changed.zip"), changed);
      if ((await command("verify", at("changed.zip"), ...pinned())).code === 1) refused += 1;
      else expect(contents()).toEqual(original);
    }
    expect(refused).toBeGreaterThan(15);
  });

  test("a missing object is named by the export and by the verifier, and the exit code says so", async () => {
    const [lost = ""] = [...store.objects.keys()].filter((path) => path.startsWith("events/2026/08/03/15/"));
    writeTo(
      at("lossy-bucket"),
      [...store.objects].filter(([path]) => path !== lost),
    );
    const period = ["--from", NOON, "--to", END, "--folder", at("lossy-bucket"), "--out", at("lossy")];
    const exported = await command("export", ...period);
    expect(exported).toMatchObject({ code: 1, text: expect.stringContaining(`missing in the archive: ${lost}`) });
    const { code, text } = await command("verify", at("lossy"), ...pinned());
    expect(text).toContain(`WRONG    hour 2026-08-03T15  ${lost} is missing`);
    expect(code).toBe(1);
  });

  test("a package that is not there, or not whole, is no package", async () => {
    expect(await command("verify", at("nothing"))).toMatchObject({
      code: 1,
      text: expect.stringContaining("there is no"),
    });
    cpSync(at("package"), at("headless"), { recursive: true });
    rmSync(at("headless", "manifest.json"));
    expect(await command("verify", at("headless"), ...pinned())).toMatchObject({ code: 1 });
  });

  test.each([
    ["before the chain", "2026-08-01", "2026-08-03", /the chain begins with 2026-08-03T12/],
    ["after the last seal", NOON, "2026-08-09", /the archive is sealed up to 2026-08-04T02/],
    ["backwards", "2026-08-03T14", "2026-08-03T13", /ends .* before it begins/],
  ])("a period that lies %s is not exported", async (_name, from, to, words) => {
    const { code, text } = await command(
      "export",
      "--from",
      from,
      "--to",
      to,
      "--folder",
      at("bucket"),
      "--out",
      at("no"),
    );
    expect(text).toMatch(words);
    expect(code).toBe(1);
    expect(readdirSync(folder)).not.toContain("no");
  });

  test("a package is never written over another", async () => {
    const { code, text } = await command(
      "export",
      "--from",
      NOON,
      "--to",
      END,
      "--folder",
      at("bucket"),
      "--out",
      at("package"),
    );
    expect(text).toContain("is there already");
    expect(code).toBe(1);
    expect(
      createHash("sha256")
        .update(readFileSync(at("package", "manifest.json")))
        .digest("hex"),
    ).toHaveLength(64);
  });
});
