/** Alarms on what only attackers, and broken identity providers, do much of. */
import type { Reason } from "../../lib/events/vocabulary.ts";
import type { Places } from "../places.ts";
import { counted, measured } from "../reference.ts";
import { alarmOn, alarmOnSum, type MetricAlarm } from "./alarm.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** What a message that was forged or altered fails by. */
export const FORGERY: readonly Reason[] = [
  "signature-missing",
  "signature-invalid",
  "signature-structure",
  "untrusted-certificate",
];

export function attackAlarms({ environment: Environment, service }: Places): readonly MetricAlarm[] {
  const failures = (Reason: Reason) => counted("LoginFailures", { Environment, Reason });
  const audience = "security";
  return [
    alarmOn({
      name: "replay",
      summary: "responses that were used before are presented again, more than a few people's reloading explains",
      runbook: "replay",
      audience,
      of: failures("replay"),
      stat: "Sum",
      periodSeconds: 15 * MINUTE,
      threshold: 5,
    }),
    alarmOnSum({
      name: "signature-spike",
      summary: "many responses fail by their signature: somebody forges them, or a provider changed its key",
      runbook: "signature-spike",
      audience,
      ofAll: FORGERY.map(failures),
      stat: "Sum",
      periodSeconds: 15 * MINUTE,
      threshold: 20,
    }),
    alarmOn({
      name: "readings-disagree",
      summary:
        "the two verifiers found different content in one signed response: an attack on one of them, or a fault in one",
      runbook: "readings-disagree",
      audience,
      of: failures("readings-disagree"),
      stat: "Sum",
      periodSeconds: 5 * MINUTE,
      threshold: 1,
    }),
    alarmOn({
      name: "spraying",
      summary: "responses that claim many different issuers, none of them configured: somebody tries which we trust",
      runbook: "spraying",
      audience,
      // Each issuer counts once in each hour of the clock, so that a sliding hour may count it twice.
      of: counted("UnknownIssuers", { Environment }),
      stat: "Sum",
      periodSeconds: HOUR,
      threshold: 10,
    }),
    alarmOn({
      name: "role-assumption-unmatched",
      summary: "a mapped role was assumed and not issued by us, or issued and never seen by CloudTrail",
      runbook: "role-assumption-unmatched",
      audience,
      // Both functions that reconcile count, a 0 included.
      of: measured("RoleAssumptionUnmatched", { service }),
      stat: "Sum",
      periodSeconds: MINUTE,
      threshold: 1,
    }),
  ];
}
