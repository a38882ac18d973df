/** Seals a session as a compact JWE (RFC 7516): AES-256-GCM with a shared key, so that the cookie can be neither read nor changed. */
import { EncryptJWT, errors, jwtDecrypt } from "jose";
import * as z from "zod";
import type { KeyRing } from "../identity/key-ring.ts";
import type { Session, SessionSealer } from "./session.ts";

/**
 * What a sealed session is good for; one that was sealed for another purpose does not open.
 * - `session`: the session of this browser
 * - `offer`: a session that waits until the person says whether to take it
 * - `presence`: whose session this browser has, for requests that come from other sites
 * - `restore-request`: no session at all: whom a login was refused to for withdrawn roles, so that they may ask for one back
 */
export type SealPurpose = "session" | "offer" | "presence" | "restore-request";

/** A browser keeps at most 4,096 bytes a cookie (RFC 6265 §6.1); name and attributes take their part of it. */
const MAXIMUM_SEALED_LENGTH = 3800;

/** What the longest cookie could unfold to with honest content, and more. */
const MAXIMUM_CLAIMS_BYTES = 65_536;

const claims = z
  .object({
    jti: z.string().min(1),
    sub: z.string().min(1),
    iat: z.number(),
    exp: z.number(),
    name: z.string(),
    idp: z.string().min(1),
    roles: z.array(z.string()).max(50),
  })
  .transform(
    ({ jti, sub, iat, exp, name, idp, roles }): Session => ({
      id: jti,
      subject: sub,
      displayName: name,
      identityProviderId: idp,
      samlRoles: roles,
      issuedAt: new Date(Math.round(iat * 1000)),
      expiresAt: new Date(Math.round(exp * 1000)),
    }),
  );

/** The session does not fit into one cookie, even compressed: its granted roles are too many and too long. */
export class SessionTooLarge extends Error {
  override readonly name = "SessionTooLarge";
}

/** AES-256 keys by id. The error names the fault, never the key. */
function ringOf({ current, keys }: KeyRing): { readonly ring: ReadonlyMap<string, Uint8Array>; sealing: Uint8Array } {
  const ring = new Map(Object.entries(keys));
  for (const [kid, key] of ring) {
    if (key.byteLength !== 32) throw new Error(`session key ${kid} has ${key.byteLength} bytes, expected 32`);
  }
  const sealing = ring.get(current);
  if (!sealing) throw new Error("the session key ring does not hold its current key");
  return { ring, sealing };
}

/**
 * The current key seals; every key of the ring opens, so that a rotation ends nobody's session.
 * @throws Error where the ring lacks its current key or a key is not 32 bytes long. `seal` throws SessionTooLarge.
 */
export function createSessionSealer(keyRing: KeyRing, purpose: SealPurpose = "session"): SessionSealer {
  const { ring, sealing } = ringOf(keyRing);
  const bound = `samltrail-${purpose}`;

  const keyFor = ({ kid }: { kid?: string }): Uint8Array => {
    const key = kid === undefined ? undefined : ring.get(kid);
    if (!key) throw new errors.JWEInvalid("no such key");
    return key;
  };

  return {
    async seal(session) {
      const sealed = await new EncryptJWT({
        name: session.displayName,
        idp: session.identityProviderId,
        roles: [...session.samlRoles],
      })
        .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: keyRing.current, zip: "DEF" })
        .setIssuer(bound)
        .setAudience(bound)
        .setSubject(session.subject)
        .setJti(session.id)
        .setIssuedAt(session.issuedAt.getTime() / 1000)
        .setExpirationTime(session.expiresAt.getTime() / 1000)
        .encrypt(sealing);
      if (sealed.length > MAXIMUM_SEALED_LENGTH) {
        throw new SessionTooLarge(`sealed session of ${sealed.length} bytes, at most ${MAXIMUM_SEALED_LENGTH} fit`);
      }
      return sealed;
    },

    async open(sealed, now) {
      if (sealed.length > MAXIMUM_SEALED_LENGTH) return null;
      try {
        const { payload } = await jwtDecrypt(sealed, keyFor, {
          keyManagementAlgorithms: ["dir"],
          contentEncryptionAlgorithms: ["A256GCM"],
          maxDecompressedLength: MAXIMUM_CLAIMS_BYTES,
          issuer: bound,
          audience: bound,
          currentDate: now,
          requiredClaims: ["exp"],
        });
        const session = claims.safeParse(payload);
        // jose compares whole seconds; a session ends to the millisecond.
        return session.success && session.data.expiresAt > now ? session.data : null;
      } catch {
        return null;
      }
    },
  };
}
