import { beforeAll, expect, test } from "@jest/globals";
import { type Base, createBase } from "./base.ts";
import { isSound, tamper } from "./tamper.ts";

let base: Base;

beforeAll(async () => {
  base = await createBase();
});

test("the package that is tampered with verifies as it is", () => {
  expect(isSound(base)).toBe(true);
});

/** `npm run tamper` does a thousand and more. */
test("no change, removal, addition, reordering or replacement goes unnoticed", async () => {
  const { done, missed } = await tamper(base, 1, 60);
  expect(missed).toEqual([]);
  expect(done).toBe(60);
});
