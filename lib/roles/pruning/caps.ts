/** How much a single run may take away. */
import type { PruningPolicy } from "./policy.ts";

type Caps = Pick<PruningPolicy, "maximumPerRun" | "maximumShare">;

export type BrokenCap = "cap-by-number" | "cap-by-share";

/**
 * @param count how many mappings
 * @param inForce out of how many
 * @returns the cap that this is above, or null
 */
export function brokenCap(count: number, inForce: number, caps: Caps): BrokenCap | null {
  if (count > caps.maximumPerRun) return "cap-by-number";
  return count > inForce * caps.maximumShare ? "cap-by-share" : null;
}
