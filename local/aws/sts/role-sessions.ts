/** The sessions that AssumeRole has begun, for whoever asks later who a key belongs to. Forgotten at the next start, as they expire. */
import { randomBytes } from "node:crypto";
import type { AssumeRoleInput } from "./assume-role-input.ts";

export interface RoleSession extends AssumeRoleInput {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** `AROA…:<session name>`. */
  readonly assumedRoleId: string;
  readonly arn: string;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function identifier(prefix: string): string {
  return prefix + [...randomBytes(16)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

export interface RoleSessions {
  begin(input: AssumeRoleInput, now: Date): RoleSession;
  find(accessKeyId: string): RoleSession | null;
}

export function createRoleSessions(): RoleSessions {
  const sessions = new Map<string, RoleSession>();
  /** A role has one id for as long as it lives. */
  const roleIds = new Map<string, string>();
  return {
    begin(input, now) {
      const roleId = roleIds.get(input.roleArn) ?? identifier("AROA");
      roleIds.set(input.roleArn, roleId);
      const session: RoleSession = {
        ...input,
        accessKeyId: identifier("ASIA"),
        secretAccessKey: randomBytes(30).toString("base64"),
        sessionToken: randomBytes(180).toString("base64"),
        issuedAt: now,
        expiresAt: new Date(Math.floor(now.getTime() / 1000) * 1000 + input.durationSeconds * 1000),
        assumedRoleId: `${roleId}:${input.sessionName}`,
        arn: `arn:aws:sts::${input.account}:assumed-role/${input.roleName}/${input.sessionName}`,
      };
      sessions.set(session.accessKeyId, session);
      return session;
    },
    find: (accessKeyId) => sessions.get(accessKeyId) ?? null,
  };
}
