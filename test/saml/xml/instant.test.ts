import { expect, test } from "@jest/globals";
import { parseInstant } from "../../../lib/saml/xml/instant.ts";

test.each([
  ["2026-08-03T10:00:00Z", "2026-08-03T10:00:00.000Z"],
  ["2026-08-03T10:00:00.5Z", "2026-08-03T10:00:00.500Z"],
  ["2026-08-03T10:00:00.1239999Z", "2026-08-03T10:00:00.123Z"],
  ["2026-08-03T10:00:00+00:00", "2026-08-03T10:00:00.000Z"],
  [" 2026-08-03T10:00:00Z\n", "2026-08-03T10:00:00.000Z"],
])("reads %j as the UTC instant it is, cut to milliseconds", (text, expected) => {
  expect(parseInstant(text)?.toISOString()).toBe(expected);
});

test.each(["2026-08-03T10:00:00", "2026-08-03T10:00:00+02:00", "2026-08-03", "2026-13-03T10:00:00Z", "now", ""])(
  "does not guess what %j could mean",
  (text) => {
    expect(parseInstant(text)).toBeNull();
  },
);
