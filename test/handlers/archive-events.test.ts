import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { logger } from "../../handlers/shared/observability.ts";
import { samples } from "../events/helpers/contract-files.ts";
import { type AwsStub, pointAwsAt, startAwsStub } from "../helpers/aws-stub.ts";
import { createBucket } from "../helpers/bucket-stub.ts";
import { aLoginFailed, aLoginSucceeded, oneOfEach } from "../helpers/events.ts";
import { lambdaContext } from "../helpers/http-event.ts";
import { aBatch, aMessage, envelope } from "../helpers/queue.ts";

let stub: AwsStub;
let bucket = createBucket("evidence");
let archive: (event: SQSEvent) => Promise<SQSBatchResponse>;
const errors = jest.spyOn(logger, "error").mockImplementation(() => {});
jest.spyOn(logger, "info").mockImplementation(() => {});

beforeAll(async () => {
  stub = await startAwsStub();
  pointAwsAt(stub.endpoint);
  process.env.EVIDENCE_BUCKET = "evidence";
  const { handler } = await import("../../handlers/archive-events/handler.ts");
  archive = (event) => handler(event, lambdaContext);
});

beforeEach(() => {
  errors.mockClear();
  bucket = createBucket("evidence");
  stub.answer(bucket.answer);
});

afterAll(() => stub.stop());

const archived = () =>
  [...bucket.objects.values()].flatMap((body) =>
    body
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  );
const failed = async (batch: SQSEvent) =>
  (await archive(batch)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

describe("the consumer archive-events", () => {
  test("writes a batch with one of each event type as one object", async () => {
    const events = oneOfEach();
    expect(await failed(aBatch(...events))).toEqual([]);
    expect(bucket.objects.size).toBe(1);
    expect(archived()).toHaveLength(events.length);
    expect(archived()).toEqual(expect.arrayContaining([...events]));
    const [key] = bucket.objects.keys();
    expect(key).toMatch(/^events\/\d{4}\/\d{2}\/\d{2}\/\d{2}\/[0-9a-f]{64}\.jsonl$/);
  });

  test.each(samples().map(({ name, content }) => [name, content] as const))(
    "takes the golden sample %s and archives what was sent",
    async (_name, sample) => {
      expect(await failed(aBatch(sample))).toEqual([]);
      expect(archived()).toEqual([sample]);
    },
  );

  test("takes an event with fields that a newer producer added, and keeps them", async () => {
    const event = aLoginSucceeded();
    const newer = { ...event, data: { ...event.data, addedLater: "kept" } };
    expect(await failed(aBatch(newer))).toEqual([]);
    expect(archived()).toEqual([newer]);
  });

  test("fails what is no event on its own, and says why in bounded, printable words", async () => {
    const event = aLoginFailed();
    const batch = {
      Records: [
        aMessage("m0", "secret-not-json"),
        aMessage("m1", envelope(event)),
        aMessage("m2", envelope({ ...event, data: { ...event.data, reason: "no-such-reason" } })),
        aMessage("m3", envelope({ metadata: { type: "Odd\u0000Type".repeat(100), version: 1 } })),
        aMessage("m4", "null"),
        aMessage("m5", envelope({ ...event, huge: 1 }).replace('"huge":1', '"huge":1e999')),
      ],
    };
    expect(await failed(batch)).toEqual(["m0", "m2", "m3", "m4", "m5"]);
    expect(archived()).toEqual([event]);
    const logged = errors.mock.calls.map((call) => JSON.stringify(call));
    expect(logged).toHaveLength(5);
    for (const line of logged) {
      expect(line.length).toBeLessThan(300);
      expect(line).not.toMatch(/secret-not-json|\\u0000/);
    }
  });

  test("writes nothing where no message holds an event", async () => {
    expect(await failed({ Records: [aMessage("m0", "{}")] })).toEqual(["m0"]);
    expect(bucket.objects.size).toBe(0);
  });

  test("takes the same batch, delivered again, for archived", async () => {
    const batch = aBatch(...oneOfEach());
    await failed(batch);
    expect(await failed(batch)).toEqual([]);
    expect(archived()).toHaveLength(4);
  });

  test("keeps both events that claim one id and logs an error", async () => {
    const event = aLoginFailed();
    const other = { ...event, data: { ...event.data, reason: "replay" } };
    expect(await failed(aBatch(event, other))).toEqual([]);
    expect(archived()).toHaveLength(2);
    expect(errors.mock.calls[0]).toMatchObject(["two events of one id", { eventId: event.metadata.id }]);
  });

  test("fails every message where the bucket does not take the object", async () => {
    stub.answer(() => ({ status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }));
    expect(await failed(aBatch(...oneOfEach()))).toEqual(["m0", "m1", "m2", "m3"]);
    expect(errors).toHaveBeenCalledWith("not archived", expect.anything());
  });
});
