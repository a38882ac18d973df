/** Puts the denial on each role, and takes spent ones off: a role's inline policies have room for 10,240 characters in all. */
import {
  DeleteRolePolicyCommand,
  type IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { denialName, denialPolicy, isSpentDenial, type Revoked } from "../../lib/credentials/revoke/denial.ts";
import { type AccountClients, Unreachable } from "./account-clients.ts";

export interface RoleOutcome {
  readonly iamRole: string;
  readonly outcome: "denied" | "failed";
  readonly code: string | null;
}

const ROLE = /^arn:([a-z-]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;

/** What cannot be tidied up stays: the denial itself is what matters. */
async function removeSpent(client: IAMClient, role: string, now: Date): Promise<void> {
  try {
    const { PolicyNames = [] } = await client.send(new ListRolePoliciesCommand({ RoleName: role }));
    for (const name of PolicyNames.filter((each) => isSpentDenial(each, now))) {
      await client.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: name }));
    }
  } catch {
    return;
  }
}

async function putDenial(clients: AccountClients, iamRole: string, revoked: Revoked, now: Date): Promise<RoleOutcome> {
  const [, partition, account, role] = ROLE.exec(iamRole) ?? [];
  if (!partition || !account || !role) return { iamRole, outcome: "failed", code: "NotARole" };
  try {
    const client = await clients.of(account, partition);
    await removeSpent(client, role, now);
    const policy = { PolicyName: denialName(revoked), PolicyDocument: denialPolicy(revoked) };
    await client.send(new PutRolePolicyCommand({ RoleName: role, ...policy }));
    return { iamRole, outcome: "denied", code: null };
  } catch (error) {
    const code = error instanceof Unreachable ? error.code : error instanceof Error ? error.name : "Unknown";
    return { iamRole, outcome: "failed", code: code.slice(0, 128) };
  }
}

/** One after the other: IAM throttles soon. Never throws: each role has its outcome. */
export async function putDenials(
  clients: AccountClients,
  iamRoles: readonly string[],
  revoked: Revoked,
  now: Date,
): Promise<readonly RoleOutcome[]> {
  const outcomes: RoleOutcome[] = [];
  for (const iamRole of iamRoles) outcomes.push(await putDenial(clients, iamRole, revoked, now));
  return outcomes;
}
