import type { Plan } from "../../lib/roles/provisioning/plan.ts";
import { UsageError } from "../command.ts";

/** @throws UsageError where something was to be restored that the file does not have, or that is not pruned */
export function checkRestorable({ notPruned }: Plan): void {
  if (notPruned.length === 0) return;
  throw new UsageError(`--restore ${notPruned.join(", ")}: expected the id of a pruned mapping that the file has`);
}
