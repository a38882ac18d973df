import type { EventEnvelope } from "../../local/aws/event-bridge.ts";

interface TrailRecord extends EventEnvelope {
  readonly detail: {
    readonly requestParameters: { readonly policy: string; readonly tags: readonly object[] };
    readonly responseElements: { readonly credentials: { readonly accessKeyId: string } };
    readonly sharedEventID?: string;
  };
}

const isOf = (event: EventEnvelope, accessKeyId: string): event is TrailRecord =>
  event.source === "aws.sts" && JSON.stringify(event.detail).includes(`"accessKeyId":"${accessKeyId}"`);

/** Waits for the two CloudTrail records of the AssumeRole that gave these credentials: in the caller's account, and the role's. */
export async function trailRecords(
  delivered: readonly EventEnvelope[],
  accessKeyId: string,
): Promise<readonly TrailRecord[]> {
  for (;;) {
    const found = delivered.filter((event): event is TrailRecord => isOf(event, accessKeyId));
    if (found.length >= 2) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
