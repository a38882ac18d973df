import type { Tracer } from "@aws-lambda-powertools/tracer";
import { LoginRefused } from "../../lib/saml/refusal.ts";
import type { AroundStep } from "../../lib/saml/sequence.ts";

/** Makes each step a subsegment of the trace. A refusal is annotated with its reason; only an unforeseen error is an error. */
export function tracedSteps(tracer: Tracer): AroundStep {
  return async (name, run) => {
    const parent = tracer.getSegment();
    const own = parent?.addNewSubsegment(`## ${name}`);
    if (own) tracer.setSegment(own);
    try {
      return await run();
    } catch (error) {
      if (error instanceof LoginRefused) own?.addAnnotation("reason", error.reason);
      else own?.addFaultFlag();
      throw error;
    } finally {
      own?.close();
      if (parent) tracer.setSegment(parent);
    }
  };
}
