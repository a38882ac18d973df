/** Ways in: the mappings by which people reach an AWS account. */
import type { RoleMapping } from "../role-mapping.ts";
import type { PruningQuestion } from "./decision.ts";

/** The account's id, out of the ARN of the mapping's IAM role. */
const accountOf = (mapping: Pick<RoleMapping, "iamRole">): string => mapping.iamRole.split(":")[4] ?? "";

/** Whether it grants here. A stale mapping does: it was announced, not withdrawn. */
export function inForce({ status, environment }: RoleMapping, here: string): boolean {
  return environment === here && (status === "active" || status === "stale");
}

/** The mappings in force by account. One of a provider that nobody can come in through leads nowhere. */
export class WaysIn {
  readonly #byAccount = new Map<string, Set<string>>();

  constructor({
    mappings,
    environment,
    identityProviders,
  }: Pick<PruningQuestion, "mappings" | "environment" | "identityProviders">) {
    for (const mapping of mappings) {
      if (!inForce(mapping, environment) || !identityProviders.has(mapping.identityProvider)) continue;
      const ids = this.#byAccount.get(accountOf(mapping)) ?? new Set();
      this.#byAccount.set(accountOf(mapping), ids.add(mapping.id));
    }
  }

  /** How many there are to the mapping's account besides it. */
  besides(mapping: RoleMapping): number {
    const ids = this.#byAccount.get(accountOf(mapping));
    return ids ? ids.size - Number(ids.has(mapping.id)) : 0;
  }

  close(mapping: RoleMapping): void {
    this.#byAccount.get(accountOf(mapping))?.delete(mapping.id);
  }
}
