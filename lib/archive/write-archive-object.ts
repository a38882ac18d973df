import { PutObjectCommand, type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import type { ArchiveObject } from "./archive-object.ts";

/** HTTP 412: an object of that key exists, and `If-None-Match: *` was asked for. */
const PRECONDITION_FAILED = 412;

/**
 * Writes an object of the archive, never over another. The key is made of the body's hash, so an object that is already
 * there is this one: written by an earlier delivery, or by an earlier attempt of the SDK.
 * @throws what S3 answered otherwise
 */
export async function writeArchiveObject(
  client: S3Client,
  bucket: string,
  { key, body, sha256 }: ArchiveObject,
): Promise<"written" | "already-there"> {
  const put = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: body,
    ContentType: "application/x-ndjson",
    ChecksumSHA256: Buffer.from(sha256, "hex").toString("base64"),
    IfNoneMatch: "*",
  });
  try {
    await client.send(put);
    return "written";
  } catch (error) {
    const exists = error instanceof S3ServiceException && error.$metadata.httpStatusCode === PRECONDITION_FAILED;
    if (!exists) throw error;
    return "already-there";
  }
}
