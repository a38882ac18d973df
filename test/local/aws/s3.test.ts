import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startTestStandIn, type TestStandIn } from "../aws-stand-in.ts";

let standIn: TestStandIn;
let client: S3Client;

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = new S3Client(standIn.client);
});
afterAll(async () => {
  client.destroy();
  await standIn.stop();
});

const Bucket = "evidence";
const put = (Key: string, Body: string | Uint8Array | Readable, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));
const text = async (Key: string) => (await get(Key)).Body?.transformToString();

describe("PutObject and GetObject", () => {
  test("an object comes back with its type, encoding and metadata, and lies readable under its key", async () => {
    const Body = '{"id":1}\n{"id":2}\n';
    await put("events/2026/02/a=b:c.jsonl", Body, {
      ContentType: "application/x-ndjson",
      ContentEncoding: "identity",
      Metadata: { count: "2" },
    });
    const object = await get("events/2026/02/a=b:c.jsonl");
    expect(await object.Body?.transformToString()).toBe(Body);
    expect(object).toMatchObject({
      ContentType: "application/x-ndjson",
      ContentEncoding: "identity",
      Metadata: { count: "2" },
    });
    expect(object.ChecksumCRC32).toBeDefined();
    const file = join(standIn.directory, "s3", "evidence", "objects", "events/2026/02/a=b:c.jsonl");
    expect(await readFile(file, "utf8")).toBe(Body);
  });

  test("a stream arrives although the SDK sends it in chunks with the checksum behind", async () => {
    const content = Buffer.alloc(300_000, "0123456789");
    await put("stream", Readable.from([content.subarray(0, 100_000), content.subarray(100_000)]), {
      ContentLength: content.length,
    });
    const object = await get("stream");
    expect(Buffer.from((await object.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
    expect(object.ContentEncoding).toBeUndefined();
  });

  test.each(["SHA1", "SHA256"] as const)("a %s checksum is verified and kept", async (ChecksumAlgorithm) => {
    await put(`checksum-${ChecksumAlgorithm}`, "content", { ChecksumAlgorithm });
    expect(await text(`checksum-${ChecksumAlgorithm}`)).toBe("content");
  });

  test("a body that is not what its checksum says is refused and not stored", async () => {
    await expect(put("bad-digest", "content", { ChecksumCRC32: "AAAAAA==" })).rejects.toMatchObject({
      name: "BadDigest",
    });
    await expect(get("bad-digest")).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  test("keys lead nowhere outside the bucket, and odd ones come back as they were", async () => {
    const keys = ["../../escape", "a//b", "spa ce/ü/%2E.txt", "x/..", "new\nline", "ends/"];
    for (const key of keys) await put(`odd/${key}`, key);
    for (const key of keys) expect(await text(`odd/${key}`)).toBe(key);
    const listed = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "odd/" }));
    expect(listed.Contents?.map((object) => object.Key).sort()).toEqual(keys.map((key) => `odd/${key}`).sort());
  });

  test("a missing key and a missing bucket are told apart", async () => {
    await expect(get("missing")).rejects.toMatchObject({ name: "NoSuchKey", $metadata: { httpStatusCode: 404 } });
    const elsewhere = client.send(new GetObjectCommand({ Bucket: "another", Key: "x" }));
    await expect(elsewhere).rejects.toMatchObject({ name: "NoSuchBucket" });
  });
});

describe("If-None-Match: *", () => {
  test("writes a new object and leaves an old one as it is", async () => {
    await put("once", "first", { IfNoneMatch: "*" });
    await expect(put("once", "second", { IfNoneMatch: "*" })).rejects.toMatchObject({
      name: "PreconditionFailed",
      $metadata: { httpStatusCode: 412 },
    });
    expect(await text("once")).toBe("first");
    await put("once", "third");
    expect(await text("once")).toBe("third");
  });

  test("lets exactly one of many racers win, and keeps the winner's content", async () => {
    const racers = Array.from({ length: 20 }, (_, index) => `racer ${index}`);
    const results = await Promise.allSettled(racers.map((body) => put("race", body, { IfNoneMatch: "*" })));
    const winners = racers.filter((_, index) => results[index]?.status === "fulfilled");
    expect(winners).toHaveLength(1);
    expect(await text("race")).toBe(winners[0]);
  });
});

describe("ListObjectsV2", () => {
  test("lists a prefix in byte order over several pages", async () => {
    const keys = ["list/a/1", "list/a/2", "list/a-", "list/b/1", "list/bc"];
    for (const key of keys) await put(key, "x");
    await put("listless", "x");
    const found: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket, Prefix: "list/", MaxKeys: 2, ContinuationToken }),
      );
      found.push(...(page.Contents?.map((object) => object.Key) ?? []));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(found).toEqual(["list/a-", "list/a/1", "list/a/2", "list/b/1", "list/bc"]);
  });

  test("filters by a prefix that ends within a name, and finds nothing where there is nothing", async () => {
    await put("within/abc", "x");
    await put("within/abd/1", "x");
    const keysOf = async (Prefix: string) =>
      (await client.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents?.map((object) => object.Key);
    expect(await keysOf("within/ab")).toEqual(["within/abc", "within/abd/1"]);
    expect(await keysOf("within/abd")).toEqual(["within/abd/1"]);
    expect(await keysOf("nothing/here")).toBeUndefined();
  });
});

describe("versions", () => {
  const list = async (Prefix: string) => client.send(new ListObjectVersionsCommand({ Bucket, Prefix }));

  test("of an object that is overwritten and deleted all stay, the newest first, and can be read", async () => {
    await put("versions/a", "first");
    await put("versions/a", "second");
    await client.send(new DeleteObjectCommand({ Bucket, Key: "versions/a" }));
    const { Versions = [], DeleteMarkers = [] } = await list("versions/");
    expect(Versions.map(({ Key, IsLatest, Size }) => [Key, IsLatest, Size])).toEqual([
      ["versions/a", false, 6],
      ["versions/a", false, 5],
    ]);
    expect(DeleteMarkers).toMatchObject([{ Key: "versions/a", IsLatest: true }]);
    await expect(get("versions/a")).rejects.toMatchObject({ name: "NoSuchKey" });
    const VersionId = Versions[1]?.VersionId;
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "versions/a", VersionId }));
    expect(await Body?.transformToString()).toBe("first");
  });

  test("under a delete marker nothing is there, and a write where none is succeeds again", async () => {
    await put("versions/b", "first", { IfNoneMatch: "*" });
    await client.send(new DeleteObjectCommand({ Bucket, Key: "versions/b" }));
    await put("versions/b", "second", { IfNoneMatch: "*" });
    expect(await text("versions/b")).toBe("second");
    const { Versions = [], DeleteMarkers = [] } = await list("versions/b");
    expect([Versions.length, DeleteMarkers.length]).toEqual([2, 1]);
  });

  test("are held one by one, and none is ever deleted", async () => {
    const { VersionId } = await put("versions/c", "first");
    const LegalHold = { Status: "ON" } as const;
    await client.send(new PutObjectLegalHoldCommand({ Bucket, Key: "versions/c", VersionId, LegalHold }));
    await put("versions/c", "second");
    const heldOf = async (more: object) =>
      (await client.send(new GetObjectLegalHoldCommand({ Bucket, Key: "versions/c", ...more }))).LegalHold?.Status;
    expect([await heldOf({ VersionId }), await heldOf({})]).toEqual(["ON", "OFF"]);
    const removal = client.send(new DeleteObjectCommand({ Bucket, Key: "versions/c", VersionId }));
    await expect(removal).rejects.toMatchObject({ name: "AccessDenied" });
    const LegalHoldOff = { Status: "OFF" } as const;
    await client.send(new PutObjectLegalHoldCommand({ Bucket, Key: "versions/c", VersionId, LegalHold: LegalHoldOff }));
    expect(await heldOf({ VersionId })).toBe("OFF");
    const missing = client.send(new GetObjectLegalHoldCommand({ Bucket, Key: "versions/none" }));
    await expect(missing).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  test("CloudTrail tells of a deletion, as where a trail logs data events", async () => {
    await put("versions/d", "x");
    await client.send(new DeleteObjectCommand({ Bucket, Key: "versions/d" }));
    const told = () =>
      standIn.delivered.find(
        ({ source, detail }) => source === "aws.s3" && JSON.stringify(detail).includes("versions/d"),
      );
    while (!told()) await new Promise((resolve) => setImmediate(resolve));
    expect(told()).toMatchObject({
      detail: { eventName: "DeleteObject", requestParameters: { bucketName: Bucket, key: "versions/d" } },
    });
  });
});

test("what is not implemented says so instead of pretending", async () => {
  const tags = client.send(new GetObjectTaggingCommand({ Bucket, Key: "once" }));
  await expect(tags).rejects.toMatchObject({ name: "NotImplemented", $metadata: { httpStatusCode: 501 } });
  const range = client.send(new GetObjectCommand({ Bucket, Key: "once", Range: "bytes=0-1" }));
  await expect(range).rejects.toMatchObject({ name: "NotImplemented" });
});

test("an object is still there after a second start", async () => {
  const first = await startTestStandIn();
  const writer = new S3Client(first.client);
  await writer.send(new PutObjectCommand({ Bucket, Key: "kept", Body: "kept" }));
  writer.destroy();
  const again = await startTestStandIn(first.directory);
  const reader = new S3Client(again.client);
  const object = await reader.send(new GetObjectCommand({ Bucket, Key: "kept" }));
  expect(await object.Body?.transformToString()).toBe("kept");
  reader.destroy();
  await again.stop();
  await first.stop();
});
