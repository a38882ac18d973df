/** Whether who decides on a request is the mapping's owner: shown by AWS where it can be, said for the record otherwise. */
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import { UsageError } from "../command.ts";
import { bounded } from "./bounded.ts";

/** A session that IAM Identity Center began: there AWS gives the session the name that the person signed in with. */
const SIGNED_IN = /^arn:aws[a-z-]*:sts::\d{12}:assumed-role\/AWSReservedSSO_[^/]+\/(.+)$/;

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

interface Decider {
  /** What `--by` says; then nothing is shown by AWS. */
  readonly by: string | undefined;
  /** The owner that the caller says to act as. */
  readonly as: string | undefined;
  /** Whom AWS knows the caller as. */
  readonly whoIsThere: () => Promise<string>;
}

/**
 * @returns who decided, for the event: the caller, and as whom where AWS does not show it
 * @throws UsageError where the caller is neither shown to be the owner nor says so
 */
export async function decidedBy({ id, owner }: RoleMapping, { by, as, whoIsThere }: Decider): Promise<string> {
  const caller = bounded("by", by ?? (await whoIsThere()), 256);
  const [, signedIn] = (by === undefined && SIGNED_IN.exec(caller)) || [];
  if (signedIn !== undefined && same(signedIn, owner)) return caller;
  if (as === undefined) {
    throw new UsageError(
      `${id} belongs to ${owner}, and its owner decides: --as ${JSON.stringify(owner)} says that you do so`,
    );
  }
  if (!same(as, owner)) throw new UsageError(`--as ${as}: ${id} belongs to ${owner}`);
  const decided = same(caller, owner) ? caller : `${caller} as ${owner}`;
  if (decided.length > 256)
    throw new UsageError("--by: expected a shorter name: with the owner it must fit 256 characters");
  return decided;
}
