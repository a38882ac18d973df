import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { startXmllintThread } from "../../../lib/saml/schema/node-xmllint-thread.ts";
import { createNodeXmllintValidator } from "../../../lib/saml/schema/node-xmllint-validator.ts";

const run = promisify(execFile);

/** A program for the thread that answers at once, unless the document tells it to fail. */
const OBEDIENT = `
const { parentPort } = require("node:worker_threads");
parentPort.on("message", ({ id, xml }) => {
  if (xml.includes("exit")) process.exit(7);
  if (xml.includes("throw")) throw new Error("as told");
  if (xml.includes("hang")) for (;;);
  parentPort.postMessage({ id, valid: true, words: "" });
});
`;

function counted() {
  const threads: ReturnType<typeof startXmllintThread>[] = [];
  const startThread = () => {
    const thread = startXmllintThread(OBEDIENT);
    threads.push(thread);
    return thread;
  };
  return { threads, startThread };
}

describe("the node-xmllint validator", () => {
  test("replaces its thread after so many documents, and ends the one before", async () => {
    const { threads, startThread } = counted();
    const validator = createNodeXmllintValidator({ documentsPerThread: 2, startThread });
    for (const name of ["a", "b", "c", "d", "e"])
      expect(await validator.validate(`<${name}/>`)).toEqual({ valid: true });
    expect(threads.map(({ used, alive }) => [used, alive])).toEqual([
      [2, false],
      [2, false],
      [1, true],
    ]);
    await validator.close();
    expect(threads.at(-1)?.alive).toBe(false);
  });

  test("asks one at a time, in order, however many ask at once", async () => {
    const { threads, startThread } = counted();
    const validator = createNodeXmllintValidator({ documentsPerThread: 3, startThread });
    const verdicts = await Promise.all(Array.from({ length: 7 }, (_, index) => validator.validate(`<d${index}/>`)));
    expect(verdicts).toHaveLength(7);
    expect(threads.map(({ used }) => used)).toEqual([3, 3, 1]);
    await validator.close();
  });

  test.each([
    ["exits", "<exit/>", /thread ended/],
    ["throws", "<throw/>", /thread failed/],
    ["takes too long", "<hang/>", /longer than 1000 ms/],
  ])("rejects where the thread %s, and goes on with another", async (_, xml, message) => {
    const { threads, startThread } = counted();
    const validator = createNodeXmllintValidator({ timeLimit: 1000, startThread });
    await expect(validator.validate(xml)).rejects.toThrow(message);
    expect(await validator.validate("<fine/>")).toEqual({ valid: true });
    expect(threads.map(({ used, alive }) => [used, alive])).toEqual([
      [1, false],
      [1, true],
    ]);
    await validator.close();
  });

  test("works in a bundle that leaves the module outside, prints nothing, and lets the process end", async () => {
    const root = fileURLToPath(new URL("../../..", import.meta.url));
    const folder = await mkdtemp(join(tmpdir(), "samltrail-bundle-"));
    try {
      await symlink(join(root, "node_modules"), join(folder, "node_modules"));
      const entry = join(folder, "entry.mjs");
      await writeFile(
        entry,
        `import { createNodeXmllintValidator } from ${JSON.stringify(join(root, "lib/saml/schema/node-xmllint-validator.ts"))};
         const validator = createNodeXmllintValidator({ timeLimit: 60_000 });
         console.log(JSON.stringify(await validator.validate(process.argv[2])));`,
      );
      const outside = ["@authenio/samlify-node-xmllint", "libxml2-wasm"].map((name) => `--external:${name}`);
      const bundle = join(folder, "bundle.mjs");
      const options = ["--bundle", "--platform=node", "--format=esm", "--log-level=error", `--outfile=${bundle}`];
      await run(join(root, "node_modules/.bin/esbuild"), [entry, ...options, ...outside]);
      const printed = await run(process.execPath, [bundle, "<other/>"]);
      const message = "Element 'other': No matching global declaration available for the validation root.";
      expect(printed).toEqual({ stdout: `${JSON.stringify({ valid: false, message })}\n`, stderr: "" });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
