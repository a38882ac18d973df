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
  nodes: {
    problem: "too-many-nodes",
    filling(count) {
      const missing = count - usual.nodes;
      const twenties = `<x${attributes(19)}/>`.repeat(Math.floor(missing / 20) - 1);
      return `${twenties}<x${attributes((missing % 20) + 19)}/>`;
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

  const groups = (count: number) => Array.from({ length: count }, (_, index) => `CN=Group ${index}`);
  type Draft = Parameters<NonNullable<Parameters<typeof buildResponse>[0]>["change"] & object>[0];
  const ofSomebodyIn = (attributes: NonNullable<Draft["assertion"]>["attributes"]) =>
    buildResponse({ change: (draft) => draft.assertion?.attributes.push(...attributes) }).xml;

  test("of somebody in as many groups as Windows allows is within all of them", () => {
    const xml = ofSomebodyIn([{ name: "memberOf", friendlyName: null, style: "plain", values: groups(1015) }]);
    expect(inspect(xml)).toMatchObject({ assertion: "plain" });
  });

  test("of somebody in 400 groups, each with its type or an attribute of its own, is within all of them", () => {
    const typed = ofSomebodyIn([{ name: "memberOf", friendlyName: null, style: "typed", values: groups(400) }]);
    expect(inspect(typed)).toMatchObject({ assertion: "plain" });
    const oneEach = groups(400).map((group) => ({
      name: "memberOf",
      friendlyName: "memberOf",
      style: "plain" as const,
      values: [group],
    }));
    expect(inspect(ofSomebodyIn(oneEach))).toMatchObject({ assertion: "plain" });
  });
});
