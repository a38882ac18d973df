import { expect, test } from "@jest/globals";
import { type CheckReport, reportLines } from "../../../cli/check/report.ts";

const report: CheckReport = {
  outcome: "accepted",
  foundIn: "XML",
  at: "2026-08-03T10:00:00.000Z",
  identityProvider: "acme",
  steps: [{ name: "read-form", outcome: "passed", ms: 0.1234 }],
  refusal: null,
  accepted: {
    nameId: "eve\u001b[2J\n  role  root",
    displayName: "x".repeat(10_000),
    signedElement: "assertion",
    signatureAlgorithm: "rsa-sha256",
    certificateFingerprint: "00",
    warning: null,
    granted: [],
    refused: [{ samlRole: "a\u202eb", reason: "no-mapping" }],
  },
};

test("nothing of a message reaches the terminal unescaped or unbounded", () => {
  const lines = reportLines(report);
  expect(lines.join("").match(/[\p{Cc}\u202e]/u)).toBeNull();
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
  expect(lines.filter((line) => line.startsWith("  role"))).toEqual([]);
});
