import { S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { archiveLine } from "../../lib/archive/archive-line.ts";
import { ARCHIVE_PREFIX, archiveObject } from "../../lib/archive/archive-object.ts";
import { readArchive } from "../../lib/archive/read-archive.ts";
import { writeArchiveObject } from "../../lib/archive/write-archive-object.ts";
import { type AwsStub, pointAwsAt, startAwsStub } from "../helpers/aws-stub.ts";
import { type Bucket, createBucket } from "../helpers/bucket-stub.ts";
import { collect } from "../helpers/collect.ts";
import { aLoginFailed, NOON, oneOfEach } from "../helpers/events.ts";

let stub: AwsStub;
let bucket: Bucket;
let client: S3Client;

beforeEach(async () => {
  stub = await startAwsStub();
  pointAwsAt(stub.endpoint);
  bucket = createBucket("evidence");
  stub.answer(bucket.answer);
  client = new S3Client({ maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await stub.stop();
});

const hoursLater = (hours: number) => new Date(NOON.getTime() + hours * 3_600_000);
const write = (object = archiveObject(oneOfEach().map(archiveLine), NOON)) =>
  writeArchiveObject(client, "evidence", object);
const read = (prefix = ARCHIVE_PREFIX) => collect(readArchive(client, "evidence", prefix));

describe("writing an object of the archive", () => {
  test("asks for write-once, with the media type and the checksum of what it sends", async () => {
    expect(await write()).toBe("written");
    expect(stub.requests[0]?.headers).toMatchObject({ "if-none-match": "*", "content-type": "application/x-ndjson" });
    expect(bucket.objects.size).toBe(1);
  });

  test("takes an object that is already there for success", async () => {
    const object = archiveObject(oneOfEach().map(archiveLine), NOON);
    await write(object);
    expect(await write(object)).toBe("already-there");
    expect(bucket.objects.size).toBe(1);
  });

  test.each([
    [409, "ConditionalRequestConflict"],
    [403, "AccessDenied"],
    [503, "SlowDown"],
  ])("fails on %d %s", async (status, code) => {
    stub.answer(() => ({
      status,
      headers: { "content-type": "application/xml" },
      body: `<Error><Code>${code}</Code></Error>`,
    }));
    await expect(write()).rejects.toThrow();
  });
});

describe("reading the archive", () => {
  test("gives every event of every object, page after page, with the key of the object that holds it", async () => {
    const hours = [0, 1, 2, 3, 4];
    const events = hours.map(() => aLoginFailed());
    for (const hour of hours) {
      await write(archiveObject(events.slice(hour, hour + 1).map(archiveLine), hoursLater(hour)));
    }
    const found = await read();
    expect(found.map(({ event }) => event)).toEqual(events);
    expect(found.map(({ key }) => key)).toEqual([...bucket.objects.keys()].sort());
  });

  test("keeps to its prefix", async () => {
    await write();
    expect(await read("events/2026/08/03/12/")).toHaveLength(4);
    expect(await read("events/2026/08/03/13/")).toEqual([]);
  });

  test("stops at an object that is not what its name says", async () => {
    await write();
    const [[key, body] = ["", ""]] = bucket.objects;
    bucket.objects.set(key, body.replace('"expired"', '"replay"'));
    await expect(read()).rejects.toThrow(/is not what its name says/);
  });
});
