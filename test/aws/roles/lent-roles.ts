/** Recorded calls of AssumeRole, held against the trust policies of the roles that they ask for. */
import type { DeployedTemplate } from "../deploy/templates.ts";
import type { HttpCall } from "../emulator/recording-proxy.ts";
import type { Place } from "./aws-call.ts";
import type { DeployedFunction } from "./deployed-functions.ts";
import { demandsOf, signerOf } from "./read-call.ts";
import { isTrusted, type TrustStatement } from "./trust.ts";

/** Trust policies by the role's ARN. */
export type LentRoles = ReadonlyMap<string, readonly TrustStatement[]>;

export function lentRolesOf({ resources, resolve }: DeployedTemplate, { account }: Place): LentRoles {
  const roles = Object.values(resources).filter(
    ({ Type, Properties }) => Type === "AWS::IAM::Role" && Properties?.RoleName,
  );
  return new Map(
    roles.map(({ Properties = {} }) => {
      const { Statement } = resolve(Properties.AssumeRolePolicyDocument) as { Statement: readonly TrustStatement[] };
      return [`arn:aws:iam::${account}:role/${Properties.RoleName}`, Statement];
    }),
  );
}

/** @returns a line for each call that its role would not trust */
export function reviewTrust(
  calls: readonly HttpCall[],
  functions: readonly DeployedFunction[],
  place: Place,
  roles: LentRoles,
): readonly string[] {
  return calls.flatMap((call): readonly string[] => {
    const { accessKeyId, service } = signerOf(call);
    const caller = functions.find((each) => each.accessKeyId === accessKeyId);
    if (service !== "sts" || !caller) return [];
    const demands = demandsOf(call, place);
    const [{ resource = "" } = {}] = demands;
    if (demands.length === 0 || isTrusted(roles.get(resource) ?? [], { principalArn: caller.roleArn }, demands))
      return [];
    return [`${caller.name} asked for ${resource}, which does not trust it so`];
  });
}
