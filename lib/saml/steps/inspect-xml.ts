import type { InspectedResponse } from "../inspected.ts";
import { inspectResponse } from "../inspection/inspect-response.ts";
import type { Rule } from "../inspection/rule.ts";
import { RULES } from "../inspection/rules.ts";
import { defineStep } from "../step.ts";

/** Structure, before any cryptography: what a verifier could be misled or exhausted by never reaches one. */
export const inspectXmlBy = (rules: readonly Rule[]) =>
  defineStep("inspect-xml", ({ xml }: { xml: string }, { refuse }): { response: InspectedResponse } => ({
    response: inspectResponse(xml, rules, refuse),
  }));

export const inspectXml = inspectXmlBy(RULES);
