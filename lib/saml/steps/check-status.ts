import type { InspectedResponse } from "../inspected.ts";
import { defineStep } from "../step.ts";

const SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";

/** The provider says that it signed the person in, and sends an assertion (saml-core-2.0 §3.2.2). */
export const checkStatus = defineStep(
  "check-status",
  ({ response }: { response: InspectedResponse }, { refuse }): object => {
    const { status, assertion } = response;
    if (status?.code !== SUCCESS) {
      const found = status && [status.code, status.subCode, status.message].filter((part) => part !== null).join(" ");
      throw refuse("status", { problem: "not-success", found: found ?? "", expected: SUCCESS });
    }
    if (assertion === null) throw refuse("status", { problem: "success-without-assertion" });
    return {};
  },
);
