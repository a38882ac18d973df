import type { World } from "./world.ts";

/** One thing to hold in the browser; its name is a sentence. */
export interface Check {
  readonly name: string;
  readonly run: (world: World) => Promise<void>;
}

/** @returns how many failed */
export async function runChecks(
  checks: readonly Check[],
  world: World,
  print: (line: string) => void,
): Promise<number> {
  let failed = 0;
  for (const { name, run } of checks) {
    const begun = performance.now();
    try {
      await run(world);
      print(`  ✓ ${name} (${Math.round(performance.now() - begun)} ms)`);
    } catch (error) {
      failed += 1;
      print(
        `  ✕ ${name}\n${(error instanceof Error ? (error.stack ?? error.message) : String(error)).replace(/^/gm, "    ")}`,
      );
    }
  }
  return failed;
}
