/** Reads back what the attempts left in the archive, and holds it against what they must leave. */
import { S3Client } from "@aws-sdk/client-s3";
import { ARCHIVE_PREFIX } from "../../lib/archive/archive-object.ts";
import { readArchive } from "../../lib/archive/read-archive.ts";
import type { RolesMapped, TrailEvent } from "../../lib/events/catalogue.ts";
import type { Expectation } from "./attempts.ts";

/** One attempt as the archive has it. */
export interface Archived {
  readonly eventIds: readonly string[];
  readonly outcome: string;
  readonly step: string;
  readonly reason: string;
  readonly complete: boolean;
  readonly problems: readonly string[];
}

/** Every archived event once: delivery is at least once, so the archive may hold an event twice. */
export async function readEvents(bucket: string): Promise<readonly TrailEvent[]> {
  const client = new S3Client({});
  try {
    const events = new Map<string, TrailEvent>();
    for await (const { event } of readArchive(client, bucket, ARCHIVE_PREFIX)) events.set(event.metadata.id, event);
    return [...events.values()];
  } finally {
    client.destroy();
  }
}

/** The requests that brought attempts, in the order of the attempts: for an HTTP API that does not tell its request ids. */
export function requestsInOrder(events: readonly TrailEvent[]): readonly string[] {
  return events
    .flatMap(({ metadata, data }) => {
      const requestId = "client" in data ? data.client?.requestId : undefined;
      return requestId ? [{ requestId, at: metadata.occurredAt }] : [];
    })
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .map(({ requestId }) => requestId);
}

/** The events of the attempt that came with this request. */
function eventsOf(requestId: string, events: readonly TrailEvent[]): readonly TrailEvent[] {
  const outcome = events.find((event) => "client" in event.data && event.data.client?.requestId === requestId);
  return events.filter((event) => outcome && event.metadata.attemptId === outcome.metadata.attemptId);
}

const same = (a: readonly string[], b: readonly string[]) => JSON.stringify(a) === JSON.stringify(b);

function roleProblems({ data }: RolesMapped, granted: readonly string[], refused: readonly string[]): string[] {
  const problems: string[] = [];
  const grantedNow = data.granted.map(({ mappingId }) => mappingId).sort();
  const refusedNow = data.refused.map(({ reason }) => reason).sort();
  if (!same(grantedNow, granted)) problems.push(`granted ${grantedNow.join(", ")}, not ${granted.join(", ")}`);
  if (!same(refusedNow, refused)) problems.push(`roles refused as ${refusedNow.join(", ")}, not ${refused.join(", ")}`);
  return problems;
}

/** What differs between an attempt's events and what they must say. */
function differences(events: readonly TrailEvent[], expected: Expectation): string[] {
  return events.flatMap((event): string[] => {
    const { type } = event.metadata;
    if (expected.outcome === "failed" && type === "Login Failed") {
      const { step, reason, identityProvider } = event.data as Extract<TrailEvent["data"], { step: string }>;
      const found = [step, reason, identityProvider?.id ?? "unknown"];
      const wanted = [expected.step, expected.reason, expected.identityProvider];
      return same(found, wanted) ? [] : [`failed as ${found.join(" / ")}, not ${wanted.join(" / ")}`];
    }
    if (expected.outcome === "succeeded" && type === "Roles Mapped") {
      return roleProblems(event as RolesMapped, expected.granted, expected.refused);
    }
    if (expected.outcome === "succeeded" && "initiatedBy" in event.data) {
      const { initiatedBy } = event.data;
      return initiatedBy === expected.initiatedBy ? [] : [`says that it was started by the ${initiatedBy}`];
    }
    return [];
  });
}

/** Finds an attempt in the archive by the request that brought it. */
export function findAttempt(requestId: string, expected: Expectation, all: readonly TrailEvent[]): Archived {
  const events = eventsOf(requestId, all);
  const types = events.map((event) => event.metadata.type).sort();
  const wanted = expected.outcome === "succeeded" ? ["Login Succeeded", "Roles Mapped"] : ["Login Failed"];
  const complete = same(types, wanted);
  const failed = events.find((event) => "step" in event.data)?.data;
  return {
    eventIds: events.map((event) => event.metadata.id),
    outcome: types.includes("Login Succeeded") ? "succeeded" : failed ? "failed" : "not recorded",
    step: failed && "step" in failed ? failed.step : "",
    reason: failed && "reason" in failed ? failed.reason : "",
    complete,
    problems: [
      ...(complete ? [] : [`archived are ${types.join(", ") || "no events"}, not ${wanted.join(", ")}`]),
      ...differences(events, expected),
    ],
  };
}

/** Numbers that a process gave to events which never arrived. */
export function gaps(events: readonly TrailEvent[]): string[] {
  const byProducer = new Map<string, Set<number>>();
  for (const { metadata } of events) {
    const { id, sequence } = metadata.producer;
    byProducer.set(id, (byProducer.get(id) ?? new Set()).add(sequence));
  }
  return [...byProducer].flatMap(([id, numbers]) =>
    Array.from({ length: Math.max(...numbers) }, (_, index) => index + 1)
      .filter((number) => !numbers.has(number))
      .map((number) => `event ${number} of producer ${id} is missing`),
  );
}
