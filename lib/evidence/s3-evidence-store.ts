import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { EvidenceStore, ListedObject } from "./evidence-store.ts";

/** HTTP 412: the key is taken. 409: somebody else is writing it right now, and may yet fail: ask again. */
const [TAKEN, UNDECIDED] = [412, 409];
const ATTEMPTS = 5;

const CONTENT_TYPES: readonly (readonly [ending: string, type: string])[] = [
  [".json", "application/json"],
  [".txt", "text/plain; charset=utf-8"],
  [".sig", "application/octet-stream"],
];

const contentTypeOf = (key: string): string =>
  CONTENT_TYPES.find(([ending]) => key.endsWith(ending))?.[1] ?? "application/octet-stream";

interface Found {
  version: string;
  bytes: number;
  versions: number;
  deleted: boolean;
}

/** S3 lists the versions of a key from the newest to the oldest: the last one seen was written first. */
function note(found: Map<string, Found>, { Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput): void {
  for (const { Key = "", VersionId: version = "null", Size: bytes = 0 } of Versions) {
    const { versions = 0, deleted = false } = found.get(Key) ?? {};
    found.set(Key, { version, bytes, versions: versions + 1, deleted });
  }
  for (const { Key = "" } of DeleteMarkers) {
    const known = found.get(Key) ?? { version: "null", bytes: 0, versions: 0 };
    found.set(Key, { ...known, deleted: true });
  }
}

/** Lists versions and delete markers, not just what is on top: an object that somebody hid is still evidence. */
export function s3EvidenceStore(client: S3Client, bucket: string): EvidenceStore {
  return {
    async list(prefix, after) {
      const found = new Map<string, Found>();
      let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = { KeyMarker: after };
      for (;;) {
        const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...marker }));
        note(found, page);
        if (!page.IsTruncated) break;
        marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      }
      return [...found]
        .map(
          ([key, { version, bytes, versions, deleted }]): ListedObject => ({
            key,
            version,
            bytes,
            overwritten: versions > 1,
            deleted,
          }),
        )
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    },

    async read(key, version) {
      const VersionId = version === undefined || version === "null" ? {} : { VersionId: version };
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...VersionId }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      } catch (error) {
        if (error instanceof NoSuchKey) return null;
        throw error;
      }
    },

    async putOnce(key, body) {
      const put = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentTypeOf(key),
        ChecksumAlgorithm: "SHA256",
        IfNoneMatch: "*",
      });
      for (let attempt = 1; ; attempt += 1) {
        try {
          await client.send(put);
          return true;
        } catch (error) {
          const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
          if (status === TAKEN) return false;
          if (status !== UNDECIDED || attempt === ATTEMPTS) throw error;
        }
      }
    },
  };
}
