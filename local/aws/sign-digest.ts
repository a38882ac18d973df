/**
 * ECDSA over a digest that was made elsewhere, as KMS signs. node:crypto always hashes for itself, so the few lines of FIPS
 * 186-5 §6.4.1 are here; ECDH gives the random k and its point. For this stand-in only: BigInt takes no constant time.
 */
import { createECDH, type KeyObject } from "node:crypto";

/** The order of P-256's group. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);

/** 1/value modulo the order, which is prime: value^(order - 2). */
function inverse(value: bigint): bigint {
  let [result, base] = [1n, value % ORDER];
  for (let exponent = ORDER - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return result;
}

/** A DER INTEGER of a positive number. */
function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  const positive = (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  return Buffer.concat([Buffer.of(0x02, positive.length), positive]);
}

/**
 * @param key a private key on P-256
 * @param digest SHA-256, 32 bytes
 * @returns the signature in DER
 */
export function signDigest(key: KeyObject, digest: Uint8Array): Buffer {
  const secret = number(Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url"));
  for (;;) {
    const ephemeral = createECDH("prime256v1");
    const point = ephemeral.generateKeys();
    const r = number(point.subarray(1, 33)) % ORDER;
    const s = (inverse(number(ephemeral.getPrivateKey())) * (number(digest) + r * secret)) % ORDER;
    if (r === 0n || s === 0n) continue;
    const body = Buffer.concat([derInteger(r), derInteger(s)]);
    return Buffer.concat([Buffer.of(0x30, body.length), body]);
  }
}
