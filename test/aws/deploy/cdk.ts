/** The CDK's own command line, as a deployer runs it. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ProgramOptions, runProgram } from "../emulator/run-program.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const CLI = join(ROOT, "node_modules/aws-cdk/bin/cdk");

export interface CdkOptions {
  /** Leads the command line to the emulator. */
  readonly environment: NodeJS.ProcessEnv;
  /** An empty folder: in the project's own, `cdk.json` would make bootstrapping read the app. */
  readonly emptyFolder: string;
  readonly onStart: NonNullable<ProgramOptions["onStart"]>;
}

interface SynthOptions {
  readonly stage: string;
  readonly config: string;
  readonly trust: string;
  /** Folder that gets the templates and the functions' code. */
  readonly output: string;
}

interface DeployOptions {
  /** What `synth` wrote. */
  readonly app: string;
  readonly stacks: readonly string[];
  readonly outputsFile: string;
  /** Straight to the stack instead of through a change set. */
  readonly direct?: boolean;
}

export interface Cdk {
  bootstrap(account: string, region: string): Promise<void>;
  synth(options: SynthOptions): Promise<void>;
  /** @returns what the command line printed */
  deploy(options: DeployOptions): Promise<string>;
}

export function cdkCommandLine({ environment, emptyFolder, onStart }: CdkOptions): Cdk {
  const run = (cwd: string, ...args: readonly string[]) =>
    runProgram(process.execPath, [CLI, ...args], { cwd, environment, onStart });
  return {
    async bootstrap(account, region) {
      await run(emptyFolder, "bootstrap", `aws://${account}/${region}`);
    },
    async synth({ stage, config, trust, output }) {
      const context = [`stage=${stage}`, `config=${config}`, `trust=${trust}`].flatMap((each) => ["-c", each]);
      await run(ROOT, "synth", "--quiet", "--output", output, ...context);
    },
    deploy({ app, stacks, outputsFile, direct = false }) {
      const flags = ["--require-approval", "never", "--outputs-file", outputsFile, "--concurrency", "1"];
      const method = direct ? ["--method", "direct"] : [];
      return run(emptyFolder, "deploy", ...stacks, "--exclusively", "--app", app, ...flags, ...method);
    },
  };
}
