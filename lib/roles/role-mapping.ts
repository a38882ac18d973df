/** A role mapping: what turns a SAML role of an identity provider into an IAM role of an environment. */

export interface RoleMapping {
  readonly id: string;
  readonly identityProvider: string;
  readonly samlRole: string;
  readonly environment: string;
  /** ARN. */
  readonly iamRole: string;
  readonly owner: string;
  readonly purpose: string;
  readonly status: "active" | "stale" | "pruned";
  /** Compare-and-set counter. */
  readonly revision: number;
}

export interface RoleMappings {
  /** The mappings that name one of these SAML roles of this provider, in any of these environments. */
  find(
    identityProvider: string,
    samlRoles: readonly string[],
    environments: readonly string[],
  ): Promise<readonly RoleMapping[]>;
}
