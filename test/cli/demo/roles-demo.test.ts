/** The demo of roles as it runs, at a quicker pace: fewer days to wait are fewer hours of heartbeats to write. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runRolesDemo } from "../../../cli/demo/roles/run-roles-demo.ts";

const PACE = { unusedDays: 3, minimumAgeDays: 3, waitDays: 2 };

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "samltrail-demo-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("mappings are applied, lent, marked, pruned, restored and reconciled as they must be, and the clock is put back", async () => {
  const [printed, before]: [string[], number] = [[], Date.now()];
  const problems = await runRolesDemo({ directory, print: (text) => void printed.push(text), log: () => {} }, PACE);
  expect(problems).toEqual([]);
  const text = printed.join("\n");
  expect(text).toMatch(/^developer +mark +prune +keep yearly-use$/m);
  expect(text).toMatch(/✓ refused, and nothing done: missing-hours: 3 hours since/);
  expect(text).toMatch(/✓ Role Assumption Unmatched: seen-never-issued, final: /);
  expect(text).not.toContain("WRONG");
  expect(text).toMatch(/\d+ checked, and all as it must be\.$/);
  expect(Date.now() - before).toBeLessThan(86_400_000);
}, 120_000);
