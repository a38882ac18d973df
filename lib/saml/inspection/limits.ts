/** What is refused before libxml2 builds a tree: forbidden constructs, other encodings, and shapes over the caps. */
import { LIMITS, measure } from "../xml/measure.ts";
import type { RefuseInspection } from "./refuse-inspection.ts";

const ENCODING = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']*)["']/;

/**
 * @throws LoginRefused `malformed` (not XML, or not UTF-8), `doctype`, `comment`, `processing-instruction`, `too-large`.
 */
export function checkLimits(xml: string, refuse: RefuseInspection): void {
  const encoding = ENCODING.exec(xml)?.[1];
  if (encoding !== undefined && encoding.toUpperCase() !== "UTF-8")
    throw refuse("malformed", { problem: "encoding", found: encoding, expected: "UTF-8" });
  const measured = measure(xml);
  if (measured === null || (typeof measured === "object" && measured.elements === 0))
    throw refuse("malformed", { problem: "not-xml" });
  if (typeof measured === "string") throw refuse(measured, { problem: measured });
  for (const what of ["elements", "depth", "attributes"] as const) {
    if (measured[what] > LIMITS[what])
      throw refuse("too-large", {
        problem: `too-many-${what === "depth" ? "levels" : what}`,
        found: String(measured[what]),
        expected: `at most ${LIMITS[what]}`,
      });
  }
}
