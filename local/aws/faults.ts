/** A switch by which tests make the stand-in behave as AWS does on a bad day. The services themselves don't know it. */
import { AwsError } from "./aws-error.ts";
import type { EntryRefusal } from "./event-bridge.ts";

type ServiceName = "EventBridge" | "CloudWatch" | "Secrets Manager" | "S3" | "KMS" | "STS" | "IAM" | "CloudTrail";

export interface Faults {
  /** The next entries that PutEvents would take come back as failed. */
  refuseEntries(count: number, code?: string): void;
  /** The next requests to a service get a server error; SDK clients try three times, so three make one call fail. */
  failRequests(service: ServiceName, count: number, code?: string): void;
}

/** The places where the stand-in asks whether to misbehave. */
export interface FaultPoints {
  admitEntry(): EntryRefusal | null;
  beforeRequest(service: string): AwsError | null;
}

export function createFaults(): Faults & FaultPoints {
  const entries: string[] = [];
  const requests: { service: string; code: string }[] = [];
  return {
    refuseEntries(count, code = "InternalFailure") {
      for (let index = 0; index < count; index += 1) entries.push(code);
    },
    failRequests(service, count, code = "InternalFailure") {
      for (let index = 0; index < count; index += 1) requests.push({ service, code });
    },
    admitEntry() {
      const code = entries.shift();
      return code === undefined ? null : { code, message: "refused by the test's fault switch" };
    },
    beforeRequest(service) {
      const index = requests.findIndex((each) => each.service === service);
      const [fault] = index < 0 ? [] : requests.splice(index, 1);
      return fault ? new AwsError(fault.code, "failed by the test's fault switch", 500) : null;
    },
  };
}
