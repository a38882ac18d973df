import { expect, test } from "@jest/globals";
import { createFloodGate } from "../../lib/events/flood-gate.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 7, 3, 10, 0, seconds));

test("a flood gate admits the limit of each minute, and begins anew with the next", () => {
  const gate = createFloodGate(2);
  expect([gate.admits(at(0)), gate.admits(at(59)), gate.admits(at(59))]).toEqual([true, true, false]);
  expect([gate.admits(at(60)), gate.admits(at(61)), gate.admits(at(62))]).toEqual([true, true, false]);
});
