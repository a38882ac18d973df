/** CC7.3: what happened is evaluated. */
import { type Criterion, eachOf, type PopulationTest } from "../criterion.ts";

const explained: PopulationTest = {
  id: "failures-explained",
  asks: "Names each refused attempt the step, the reason and what to do about it?",
  populations: ["failures"],
  ...eachOf("Login Failed", ({ step, reason, detail }) =>
    step && reason && detail.remedy.trim() !== "" ? null : "step, reason or remedy is missing",
  ),
};

/** Reasons that speak of us, not of the message. */
const OURS = ["internal", "dependency-unavailable", "ledger-unavailable"] as const;

const ours: PopulationTest = {
  id: "failures-of-our-own",
  asks: `Was nobody refused for a fault of this service (${OURS.join(", ")})?`,
  parameters: { reasons: OURS },
  populations: ["failures"],
  ...eachOf("Login Failed", ({ reason, step, detail, count }) =>
    (OURS as readonly string[]).includes(reason) ? `${count} attempts: ${reason} at ${step} (${detail.problem})` : null,
  ),
};

const credentialFaults: PopulationTest = {
  id: "credential-faults-of-our-own",
  asks: "Were credentials never refused for a fault of this service, or because STS denied them?",
  parameters: { reasons: [...OURS, "sts-denied"] },
  populations: ["credentials"],
  ...eachOf("Role Credentials Refused", ({ reason, detail, count }) =>
    [...OURS, "sts-denied"].includes(reason) ? `${count} requests: ${reason} (${detail.problem})` : null,
  ),
};

export const cc73: Criterion = {
  id: "CC7.3",
  title: "Security events are evaluated",
  claim:
    "Each refusal is judged as it happens: the first step that fails names the reason and the remedy, in the event, in the log and on the person's page, under one number.",
  limits: "What the security team concluded from an event is in its own records.",
  tests: [explained, ours, credentialFaults],
};
