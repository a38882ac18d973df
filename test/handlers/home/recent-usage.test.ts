import { expect, test } from "@jest/globals";
import { recentUsage } from "../../../handlers/home/recent-usage.ts";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import type { Usage } from "../../../lib/roles/usage/usage-days.ts";

const mapping = (samlRole: string) => ({ identityProvider: "demo", samlRole, environment: "test" }) as RoleMapping;
const minutes = (count: number) => new Date(Date.UTC(2026, 7, 3, 12) + count * 60_000);

/** Reads that answer with how many there were. */
function counted(fails: (reads: number) => boolean = () => false) {
  let reads = 0;
  return recentUsage(async () => {
    reads += 1;
    if (fails(reads)) throw new Error("throttled");
    return { granted: reads } as Usage;
  });
}

test("what many ask for within ten minutes is read once, by mapping", async () => {
  const usageOf = counted();
  expect(await usageOf(mapping("reader"), minutes(0))).toMatchObject({ granted: 1 });
  expect(await usageOf(mapping("reader"), minutes(9))).toMatchObject({ granted: 1 });
  expect(await usageOf(mapping("writer"), minutes(9))).toMatchObject({ granted: 2 });
});

test("it is read again after ten minutes", async () => {
  const usageOf = counted();
  await usageOf(mapping("reader"), minutes(0));
  expect(await usageOf(mapping("reader"), minutes(10))).toMatchObject({ granted: 2 });
});

test("what could not be read is read again", async () => {
  const usageOf = counted((reads) => reads === 1);
  await expect(usageOf(mapping("reader"), minutes(0))).rejects.toThrow("throttled");
  expect(await usageOf(mapping("reader"), minutes(1))).toMatchObject({ granted: 2 });
});
