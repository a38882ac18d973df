import { describe, expect, test } from "@jest/globals";
import { FLAWS, type FlawName } from "../fixtures/flaws.ts";
import { refusalOf } from "./drive-login.ts";

const NAMES = Object.keys(FLAWS) as FlawName[];

describe("a login", () => {
  test("without a flaw goes through", async () => {
    expect(await refusalOf()).toBeNull();
  });

  test.each(NAMES)("%s", async (name) => {
    const { step, reason } = FLAWS[name];
    expect(await refusalOf({ flaws: [name] })).toMatchObject({ step, reason });
  });
});
