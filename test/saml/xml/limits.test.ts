/** Each cap of inspection: what just fits, and one more. */
import { describe, expect, test } from "@jest/globals";
import { inspectResponse } from "../../../lib/saml/inspection/inspect-response.ts";
import { RULES } from "../../../lib/saml/inspection/rules.ts";
import { refusalOf } from "../../../lib/saml/step.ts";
import { LIMITS, type Measure, measure } from "../../../lib/saml/xml/measure.ts";
import { buildResponse } from "../../fixtures/saml-response.ts";
import { refusalIn } from "../readings/helpers.ts";

const holding = (value: string) =>
  buildResponse({
    sign: "none",
    change: (draft) =>
      draft.assertion?.attributes.push({ name: "filling", friendlyName: null, style: "raw", values: [value] }),
  }).xml;

const usual = measure(holding("")) as Measure;
const times = (count: number, piece: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => piece(index)).join("");
const attributes = (count: number) => times(count, (index) => ` a${index}=""`);

/** What makes the measure of a message so much. */
const OF: Record<keyof Measure, { readonly problem: string; readonly filling: (measure: number) => string }> = {
  elements: { problem: "too-many-elements", filling: (count) => "<x/>".repeat(count - usual.elements) },
  depth: {
    problem: "too-many-levels",
    filling: (count) => "<x>".repeat(count - usual.depth) + "</x>".repeat(count - usual.depth),
  },
  attributes: { problem: "too-many-attributes", filling: (count) => `<x${attributes(count)}/>` },
  attributesInAll: {
    problem: "too-many-attributes-in-all",
    filling(count) {
      const missing = count - usual.attributesInAll;
      const twenties = `<x${attributes(20)}/>`.repeat(Math.floor(missing / 20));
      return `${twenties}<x${attributes(missing % 20)}/>`;
    },
  },
  namespaces: {
    problem: "too-many-namespaces",
    // Two are declared around it: the protocol's and the assertion's.
    filling: (count) =>
      times(count - 2, (index) => `<x xmlns:n${index}="urn:n">`)
        .replaceAll("><x", "")
        .concat("</x>"),
  },
  sections: { problem: "too-many-sections", filling: (count) => "<![CDATA[]]>".repeat(count) },
};

const inspect = (xml: string) => inspectResponse(xml, RULES, refusalOf("inspect-xml"));

describe("a message", () => {
  test.each(Object.keys(LIMITS) as (keyof Measure)[])(
    "may have as many as the cap says, and not one more: %s",
    (what) => {
      const { problem, filling } = OF[what];
      const limit = LIMITS[what];
      expect(measure(holding(filling(limit)))).toMatchObject({ [what]: limit });
      expect(inspect(holding(filling(limit)))).toMatchObject({ assertion: "plain" });
      expect(refusalIn(() => inspect(holding(filling(limit + 1))))).toMatchObject({
        reason: "too-large",
        problem,
        found: String(limit + 1),
        expected: `at most ${limit}`,
      });
    },
  );

  test("of somebody in as many groups as Windows allows, each an attribute of its own with a type, is within all of them", () => {
    const xml = buildResponse({
      change: (draft) =>
        draft.assertion?.attributes.push(
          ...Array.from({ length: 1015 }, (_, index) => ({
            name: "memberOf",
            friendlyName: "memberOf",
            style: "plain" as const,
            values: [`CN=Group ${index}`],
          })),
        ),
    }).xml;
    expect(inspect(xml)).toMatchObject({ assertion: "plain" });
  });
});
