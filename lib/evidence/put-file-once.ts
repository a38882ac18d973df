import { createReadStream } from "node:fs";
import { PutObjectCommand, type S3Client, S3ServiceException } from "@aws-sdk/client-s3";

/** HTTP 412: an object of that key exists, and `If-None-Match: *` was asked for. */
const TAKEN = 412;

/**
 * Writes a file of this machine as an object where none is: what S3 takes in one call, 5 GB. A stream cannot be sent twice, so a
 * failure is the caller's to repeat.
 * @param sha256 of the file, hex: S3 holds what it received against it
 * @returns false where the key is taken
 */
export async function putFileOnce(
  client: S3Client,
  bucket: string,
  key: string,
  { file, bytes, sha256 }: { readonly file: string; readonly bytes: number; readonly sha256: string },
  contentType: string,
): Promise<boolean> {
  const put = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: createReadStream(file),
    ContentLength: bytes,
    ContentType: contentType,
    ChecksumSHA256: Buffer.from(sha256, "hex").toString("base64"),
    IfNoneMatch: "*",
  });
  try {
    await client.send(put);
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === TAKEN) return false;
    throw error;
  }
}
