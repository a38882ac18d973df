/** The checksums that S3 clients send along and check on what they get back; base64. */
import { createHash } from "node:crypto";
import { AwsError, notImplemented } from "../aws-error.ts";

export interface Checksum {
  /** The header that carries it, such as `x-amz-checksum-crc32`. */
  readonly header: string;
  readonly value: string;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 (ISO 3309). `node:zlib` has one from Node 20.15 on; this runs on 20.10 too. */
function crc32(content: Uint8Array): string {
  let register = 0xffffffff;
  for (const byte of content) register = (register >>> 8) ^ (CRC_TABLE[(register ^ byte) & 0xff] ?? 0);
  const result = Buffer.alloc(4);
  result.writeUInt32BE((register ^ 0xffffffff) >>> 0);
  return result.toString("base64");
}

const hash = (algorithm: string) => (content: Uint8Array) => createHash(algorithm).update(content).digest("base64");

const COMPUTE: Readonly<Record<string, (content: Uint8Array) => string>> = {
  "x-amz-checksum-crc32": crc32,
  "x-amz-checksum-sha1": hash("sha1"),
  "x-amz-checksum-sha256": hash("sha256"),
};

/**
 * Holds a body against what its sender computed.
 * @returns the checksum to keep with the object, or null where none was sent
 * @throws AwsError BadDigest
 */
export function verifyChecksum(content: Uint8Array, headers: ReadonlyMap<string, string>): Checksum | null {
  const md5 = headers.get("content-md5");
  if (md5 !== undefined && md5 !== hash("md5")(content)) {
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  for (const [header, value] of headers) {
    if (!header.startsWith("x-amz-checksum-") || header === "x-amz-checksum-type") continue;
    const compute = COMPUTE[header];
    if (!compute) throw notImplemented(header);
    if (compute(content) === value) return { header, value };
    throw new AwsError("BadDigest", `The ${header.slice("x-amz-checksum-".length)} you specified did not match.`);
  }
  return null;
}
