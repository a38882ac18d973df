import type { InspectedResponse } from "../inspected.ts";
import { inspectResponse } from "../inspection/inspect-response.ts";
import { defineStep } from "../step.ts";

/** Structure, before any cryptography: what a verifier could be misled or exhausted by never reaches one. */
export const inspectXml = defineStep(
  "inspect-xml",
  ({ xml }: { xml: string }, { refuse }): { response: InspectedResponse } => ({
    response: inspectResponse(xml, refuse),
  }),
);
