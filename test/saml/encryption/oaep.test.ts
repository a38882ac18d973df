import { constants, privateDecrypt, publicEncrypt, randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { oaepDecode } from "../../../lib/saml/encryption/oaep.ts";
import { certificatePem, privateKey } from "../../fixtures/keys.ts";

const raw = (ciphertext: Buffer) =>
  privateDecrypt({ key: privateKey("service-decryption"), padding: constants.RSA_NO_PADDING }, ciphertext);

/** As OpenSSL encodes it, whose digest and mask are the same. */
function encoded(key: Buffer, oaepHash: string): Buffer {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return raw(publicEncrypt({ key: certificatePem("service-decryption"), padding, oaepHash }, key));
}

describe("OAEP decoding", () => {
  test.each(["sha1", "sha256"] as const)("agrees with OpenSSL on %s", (hash) => {
    for (const size of [16, 24, 32]) {
      const key = randomBytes(size);
      expect(oaepDecode(encoded(key, hash), size, hash, hash)).toEqual(key);
    }
  });

  test("refuses a key of another length, another digest or mask, and a block with any byte changed", () => {
    const block = encoded(randomBytes(32), "sha256");
    expect(oaepDecode(block, 16, "sha256", "sha256")).toBeNull();
    expect(oaepDecode(block, 32, "sha1", "sha256")).toBeNull();
    expect(oaepDecode(block, 32, "sha256", "sha1")).toBeNull();
    for (const at of [0, 1, 40, 100]) {
      const changed = Buffer.from(block);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(oaepDecode(changed, 32, "sha256", "sha256")).toBeNull();
    }
    expect(oaepDecode(Buffer.alloc(64), 32, "sha256", "sha256")).toBeNull();
  });
});
