/** How much of STS's "packed" binary format a session policy and tags take. AWS does not tell how it packs: this compresses. */
import { deflateRawSync } from "node:zlib";

/** Chosen so that what AWS's own examples pack to comes out near what they say. */
const ROOM_BYTES = 1024;

/** Percent, rounded up; above 100 it is refused. */
export function packedPolicySize(
  policy: string | null,
  tags: readonly { readonly key: string; readonly value: string }[],
): number {
  const text = (policy ?? "") + tags.map(({ key, value }) => `${key}\0${value}\0`).join("");
  return text === "" ? 0 : Math.ceil((deflateRawSync(text).byteLength / ROOM_BYTES) * 100);
}
