/** The IAM roles that a stage lends, gathered from its mapping file: a role that several mappings name is one role. */
import type { MappingFile } from "../../lib/config/mapping-file.ts";

export interface LentRole {
  /** Twelve digits. */
  readonly account: string;
  readonly name: string;
  /** Short ids of the identity providers whose people get it: values of the session tag `samltrail-provider`. */
  readonly identityProviders: readonly string[];
  readonly owners: readonly string[];
  readonly purposes: readonly string[];
  readonly managedPolicies: readonly string[];
  /** An IAM policy document. */
  readonly policy: Readonly<Record<string, unknown>> | undefined;
  readonly permissionsBoundary: string | undefined;
}

const distinct = (values: readonly string[]) => [...new Set(values)].sort();

/** @param environment mappings of other environments lead to roles that other stages lend */
export function lentRolesOf({ mappings, roles }: MappingFile, environment: string): readonly LentRole[] {
  const ours = mappings.map(({ definition }) => definition).filter((each) => each.environment === environment);
  return distinct(ours.map(({ iamRole }) => iamRole)).map((arn) => {
    const those = ours.filter(({ iamRole }) => iamRole === arn);
    const written = roles.find(({ iamRole }) => iamRole === arn);
    const [, , , , account = "", resource = ""] = arn.split(":");
    return {
      account,
      name: resource.replace("role/", ""),
      identityProviders: distinct(those.map(({ identityProvider }) => identityProvider)),
      owners: distinct(those.map(({ owner }) => owner)),
      purposes: distinct(those.map(({ purpose }) => purpose)),
      managedPolicies: written?.managedPolicies ?? [],
      policy: written?.policy,
      permissionsBoundary: written?.permissionsBoundary,
    };
  });
}
