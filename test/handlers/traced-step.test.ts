/** Steps as X-Ray sees them: what the SDK sends to its daemon, received on a loopback socket. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sequence } from "../../lib/saml/sequence.ts";
import { defineStep } from "../../lib/saml/step.ts";

const daemon = createSocket("udp4");

beforeAll(async () => {
  daemon.bind(0, "127.0.0.1");
  await once(daemon, "listening");
  Object.assign(process.env, {
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${(daemon.address() as AddressInfo).port}`,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    POWERTOOLS_TRACE_ENABLED: "true",
  });
});

afterAll(() => {
  daemon.close();
});

interface SentSegment {
  readonly name: string;
  readonly fault?: boolean;
  readonly annotations?: Record<string, unknown>;
  readonly subsegments?: readonly SentSegment[];
}

test("each step is a subsegment of its own; a refusal is annotated with its reason and is no fault", async () => {
  const { Tracer } = await import("@aws-lambda-powertools/tracer");
  const { tracedSteps } = await import("../../handlers/shared/traced-step.ts");
  const { Segment } = (await import("aws-xray-sdk-core")).default;
  // Requests of the whole process, those of later test files as well, would look for this segment.
  const tracer = new Tracer({ serviceName: "samltrail", captureHTTPsRequests: false });
  const segment = new Segment("acs");
  const steps = sequence<object>()
    .followedBy(defineStep("read-form", () => ({})))
    .followedBy(
      defineStep("check-status", (_known, { refuse }) => {
        throw refuse("status", { problem: "not-success" });
      }),
    );
  const received = once(daemon, "message");
  await tracer.provider.getNamespace().runPromise(async () => {
    tracer.setSegment(segment);
    await steps.run({}, tracedSteps(tracer));
  });
  segment.close();

  const [datagram] = (await received) as [Buffer];
  const sent = JSON.parse(datagram.toString().split("\n")[1] ?? "") as SentSegment;
  expect(sent.name).toBe("acs");
  expect(sent.subsegments).toMatchObject([
    { name: "## read-form" },
    { name: "## check-status", annotations: { reason: "status" } },
  ]);
  expect(sent.subsegments?.some(({ fault }) => fault)).toBe(false);
});
