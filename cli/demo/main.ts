/** `npm run demo`: a fresh stack, nine attempts to sign in, and whether each left the trail that it must. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOCAL_NAMES } from "../../local/functions/environment.ts";
import { startLocalStack } from "../../local/stack.ts";
import { runDemo } from "./run-demo.ts";

const print = (text: string) => console.log(text);

/** @returns the exit code */
async function main(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), "samltrail-demo-"));
  const log: string[] = [];
  print("starting a fresh stack");
  const stack = await startLocalStack({
    dataDirectory: directory,
    configFile: "config/local.yaml",
    port: 0,
    identityProviderPort: 0,
    log: (line) => void log.push(line),
  });
  let problems: readonly string[];
  try {
    const { environment } = stack.configuration;
    problems = await runDemo({ stack, bucket: LOCAL_NAMES.evidenceBucket, environment, print });
  } catch (error) {
    problems = [`the demo itself failed: ${error instanceof Error ? error.stack : error}`];
  } finally {
    await stack.stop();
  }
  if (problems.length === 0) {
    await rm(directory, { recursive: true, force: true });
    print("\nEvery event is in the archive, and every total agrees.");
    return 0;
  }
  const logFile = join(directory, "demo.log");
  await writeFile(logFile, log.map((line) => `${line}\n`).join(""));
  print(`\n${problems.length} not as it must be:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  print(`\nThe log is in ${logFile}, the data beside it.`);
  return 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
