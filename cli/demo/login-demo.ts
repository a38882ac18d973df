/** Nine attempts to sign in, and whether each left the trail that it must. */
import { LOCAL_NAMES } from "../../local/functions/environment.ts";
import { startLocalStack } from "../../local/stack.ts";
import { runDemo } from "./run-demo.ts";
import type { Stage } from "./run-fresh.ts";

export async function runLoginDemo({ directory, print, log }: Stage): Promise<readonly string[]> {
  const stack = await startLocalStack({
    dataDirectory: directory,
    configFile: "config/local.yaml",
    port: 0,
    identityProviderPort: 0,
    log,
  });
  try {
    const { environment } = stack.configuration;
    const problems = await runDemo({ stack, bucket: LOCAL_NAMES.evidenceBucket, environment, print });
    if (problems.length === 0) print("\nEvery event is in the archive, and every total agrees.");
    return problems;
  } finally {
    await stack.stop();
  }
}
