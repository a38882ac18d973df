/** What the credentials function is made of. */
import { createAssumeRole } from "../../lib/credentials/assume-role.ts";
import type { Issuing } from "../../lib/credentials/issue-credentials.ts";
import { sts } from "../shared/clients/sts.ts";
import { assembleCounter, type Counter } from "../shared/counter.ts";
import { environment, signInEndpoint } from "../shared/environment.ts";

export interface CredentialParts extends Omit<Counter, "issuing"> {
  readonly issuing: Issuing;
  /** AWS's federation endpoint, where it is not the one of the role's partition. */
  readonly signInEndpoint: string | null;
}

/** @throws Error where the environment or the configuration is not right: then the function does not start. */
export async function assembleCredentials(): Promise<CredentialParts> {
  const counter = await assembleCounter(
    environment(
      "LOGIN_LEDGER_TABLE",
      "ROLE_MAPPINGS_TABLE",
      "IDENTITIES_TABLE",
      "EVENT_BUS_NAME",
      "PSEUDONYM_KEYS_SECRET",
      "SESSION_KEYS_SECRET",
    ),
  );
  return {
    ...counter,
    issuing: { ...counter.issuing, assumeRole: createAssumeRole(sts()) },
    signInEndpoint: signInEndpoint(),
  };
}
