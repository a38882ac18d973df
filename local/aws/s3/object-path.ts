/** An object's key as a path below its bucket's directory, so that what is archived can be read with `less`. */
import { AwsError } from "../aws-error.ts";

const MAXIMUM_KEY_BYTES = 1024;
const MAXIMUM_NAME_BYTES = 255;

/** `.` and `..` must not lead anywhere, and an empty segment needs some name; nothing else encodes to these. */
function encodeSegment(segment: string): string {
  if (segment === "") return "%";
  const encoded = encodeURIComponent(segment).replaceAll("%3D", "=").replaceAll("%3A", ":");
  return /^\.+$/.test(encoded) ? encoded.replaceAll(".", "%2E") : encoded;
}

function decodeSegment(name: string): string {
  return name === "%" ? "" : decodeURIComponent(name);
}

/** @throws AwsError KeyTooLongError */
export function keyToPath(key: string): string {
  const names = key.split("/").map(encodeSegment);
  if (Buffer.byteLength(key) > MAXIMUM_KEY_BYTES || names.some((name) => name.length > MAXIMUM_NAME_BYTES)) {
    throw new AwsError("KeyTooLongError", "Your key is too long");
  }
  return names.join("/");
}

export function pathToKey(path: string): string {
  return path.split("/").map(decodeSegment).join("/");
}
