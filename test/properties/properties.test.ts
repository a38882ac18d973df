/** The properties, tried a few times from a fixed seed; `npm run fuzz` tries fresh ones for as long as wished. */
import { afterAll, beforeAll, describe, test } from "@jest/globals";
import { explain } from "./explain.ts";
import { frontDoorProperties } from "./front-door.ts";
import { PARSERS } from "./parsers.ts";
import type { Property } from "./property.ts";
import { SIGNED_CONTENT } from "./signed-content.ts";

const SEED = 20_260_803;

async function holds({ name, runs, check }: Property): Promise<void> {
  const details = await check({ seed: SEED, numRuns: runs });
  if (details.failed) throw new Error(explain(name, details));
}

describe("of messages:", () => {
  test.each(SIGNED_CONTENT.map((each) => [each.name, each] as const))("%s", (_name, each) => holds(each));
});

describe("of what reads foreign text:", () => {
  test.each(PARSERS.map((each) => [each.name, each] as const))("%s", (_name, each) => holds(each));
});

describe("of the ACS function:", () => {
  let door: Awaited<ReturnType<typeof frontDoorProperties>>;
  beforeAll(async () => {
    door = await frontDoorProperties();
  });
  afterAll(() => door.close());

  test("any request gets a page, gives one outcome event, and writes short log lines", async () => {
    for (const each of door.properties) await holds(each);
  });
});
