/** Roles of fixed name, since policies of other stacks and accounts must name them. */
/** The one role that the policy of the sealing keys lets sign. */
export const sealingRoleName = (stageName: string) => `samltrail-${stageName}-seal-archive`;

/** The one role that the lent roles trust (docs/roles.md). */
export const lendingRoleName = (stageName: string) => `samltrail-${stageName}-credentials`;
