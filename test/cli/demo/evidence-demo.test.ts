/** `npm run demo -- evidence`: the whole way from a login to a package that verifies, with the real functions. */
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runEvidenceDemo } from "../../../cli/demo/evidence/run-evidence-demo.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "samltrail-demo-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("ends with a package that verifies, and has shown that a forged one does not", async () => {
  const printed: string[] = [];
  const keepIn = join(directory, "kept");
  await mkdir(keepIn);
  const stage = {
    directory: join(directory, "data"),
    print: (text: string) => void printed.push(text),
    log: () => undefined,
  };
  expect(await runEvidenceDemo(stage, { keepIn, timeScale: 1 / 500 })).toEqual([]);
  const text = printed.join("\n");
  expect(text.match(/ok {7}verdict {2}verified: by the key and the head from elsewhere/g)).toHaveLength(2);
  expect(text).toContain("NOT VERIFIED");
  expect(text).toContain("erased, and recorded as Person Erased");
  expect(text).toContain("s3:DeleteObject on the bucket by arn:aws:sts::000000000000:assumed-role/");
  expect(text).toContain("1 finding: delete-marker");
  expect(await readdir(join(keepIn, "package"))).toEqual(
    expect.arrayContaining(["manifest.json", "report.json", "verify.mjs"]),
  );
}, 60_000);
