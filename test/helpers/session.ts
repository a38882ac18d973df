/** A session as the start-session step makes it, and a sealer whose key protects nothing. */
import { createSessionSealer } from "../../lib/session/jose-sealer.ts";
import type { Session } from "../../lib/session/session.ts";
import { NOW } from "../fixtures/configuration.ts";

export const SEALER = createSessionSealer({ current: "k1", keys: { k1: new Uint8Array(32).fill(7) } });

export function aSession(overrides: Partial<Session> = {}): Session {
  return {
    id: "01K1V0000000000000000000AA",
    subject: `subject:k1:${"s".repeat(43)}`,
    displayName: "Ada Lovelace",
    identityProviderId: "acme",
    samlRoles: ["admin", "auditor"],
    issuedAt: NOW,
    expiresAt: new Date(NOW.getTime() + 3_600_000),
    ...overrides,
  };
}
