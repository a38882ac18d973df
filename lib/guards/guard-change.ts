/** What Guard Changed says of a record, and whether there is anything to say. */
import type * as z from "zod";
import type { guardChanged } from "../events/guard-changed.ts";
import { printable } from "../events/printable.ts";
import type { GuardRecord } from "./guard-record.ts";
import { createNames, type Names } from "./guarded-names.ts";

export type GuardChange = z.input<typeof guardChanged.data>;

export interface Guards {
  /** What things are called that guard the evidence. */
  readonly names: Names;
  /** ARNs of the IAM roles that are lent: who may change their trust may let anybody in. */
  readonly lentRoles: readonly string[];
  /** ARNs of the roles that deploy; with none, the one that CDK's CloudFormation runs under. */
  readonly deployers: readonly string[];
}

const CDK_DEPLOYER =
  /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:[\w+=,.@/-]+\/)?cdk-[a-z0-9]{1,10}-cfn-exec-role-\1-[a-z0-9-]+$/;

function isDeployment({ caller: { roleArn }, account }: GuardRecord, deployers: readonly string[]): boolean {
  if (roleArn === null) return false;
  if (deployers.length > 0) return deployers.includes(roleArn);
  return CDK_DEPLOYER.exec(roleArn)?.[1] === account;
}

/** A role is called by its name where its own account is meant. */
function lentNames(lentRoles: readonly string[], account: string): Names {
  const own = lentRoles.filter((arn) => arn.split(":")[4] === account);
  return createNames([...lentRoles, ...own.map((arn) => arn.split("/").at(-1) ?? arn)]);
}

/** @returns null where the record is about something else */
export function guardChangeOf(record: GuardRecord, { names, lentRoles, deployers }: Guards): GuardChange | null {
  const { guard, texts, caller, account } = record;
  const lent = guard === "role" ? lentNames(lentRoles, account) : () => false;
  const named = texts.find((text) => names(text) || lent(text));
  const resource = named ?? (record.anyResource ? (texts[0] ?? "unnamed") : undefined);
  if (resource === undefined) return null;
  return {
    guard,
    resource: printable(resource, 2048),
    action: record.action,
    by: {
      principal: printable(caller.principal, 2048),
      type: printable(caller.type, 64),
      through: caller.through === null ? null : printable(caller.through, 128),
    },
    byDeployment: isDeployment(record, deployers),
    changedAt: record.occurredAt.toISOString(),
    account,
    region: record.region,
    requestId: record.requestId === null ? null : printable(record.requestId, 64),
    trailEventId: record.eventId,
    refused: record.errorCode === null ? null : printable(record.errorCode, 128),
  };
}
