/** Which stack a command is for: the one on this machine, or one that is deployed. */
import { readFile } from "node:fs/promises";
import { outputName } from "../infra/variables.ts";
import { applyEnvironment } from "../local/functions/environment.ts";
import { readEnvironmentFile } from "../local/functions/environment-file.ts";
import { UsageError } from "./command.ts";

/** For `parseArgs`. */
export const STACK_OPTIONS = {
  stack: { type: "string" },
  data: { type: "string", default: ".samltrail" },
  outputs: { type: "string" },
} as const;

export const STACK_USAGE = `  --stack local      the stack that \`npm start\` runs on this machine
  --data <folder>    where that one keeps its data; by default .samltrail
  --outputs <file>   the stack that \`cdk deploy --outputs-file <file>\` deployed; without it, or --stack, the variables
                     ROLE_MAPPINGS_TABLE, EVENT_BUS_NAME and so on say what is meant, and AWS's own where and as whom`;

export interface StackChoice {
  readonly stack?: string | undefined;
  readonly data: string;
  readonly outputs?: string | undefined;
}

async function localEnvironment(data: string): Promise<Readonly<Record<string, string>>> {
  const environment = await readEnvironmentFile(data);
  if (environment) return environment;
  throw new UsageError(
    `no stack is running with its data in ${data}: start it with npm start, or name its folder by --data`,
  );
}

/** The outputs of every stack in the file, under the names of the variables that they stand for. */
async function deployedEnvironment(file: string): Promise<Readonly<Record<string, string>>> {
  let stacks: Record<string, Record<string, string>>;
  try {
    stacks = JSON.parse(await readFile(file, "utf8")) as Record<string, Record<string, string>>;
  } catch (error) {
    throw new UsageError(`${file} is not what cdk deploy --outputs-file writes: ${(error as Error).message}`);
  }
  const outputs = Object.assign({}, ...Object.values(stacks)) as Record<string, string>;
  const found = Object.entries(outputs).flatMap(([name, value]) => {
    const variable = variableOfOutput(name);
    return variable === undefined ? [] : [[variable, value] as const];
  });
  if (found.length > 0) return Object.fromEntries(found);
  throw new UsageError(`${file} names none of samltrail's resources: was it written by cdk deploy --outputs-file?`);
}

/** `RoleMappingsTable` > `ROLE_MAPPINGS_TABLE`, where it is the name of an output of ours. */
function variableOfOutput(name: string): string | undefined {
  const variable = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase();
  return outputName(variable) === name ? variable : undefined;
}

/**
 * Points this process at the stack, as its functions are.
 * @returns what puts the process's own environment back
 * @throws UsageError where there is no such stack
 */
export async function enterStack({ stack, data, outputs }: StackChoice): Promise<() => void> {
  // What is deployed runs on a newer Node than this terminal may.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  if (stack !== undefined && stack !== "local") {
    throw new UsageError(
      `expected --stack local, found ${stack}; a deployed one is named by --outputs or by variables`,
    );
  }
  if (stack !== undefined && outputs !== undefined) throw new UsageError("expected --stack or --outputs, not both");
  if (stack === "local") return applyEnvironment(await localEnvironment(data));
  if (outputs === undefined) return () => {};
  const variables = await deployedEnvironment(outputs);
  const before = new Map(Object.keys(variables).map((name) => [name, process.env[name]]));
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

/** @throws UsageError where one of the variables is not set */
export function stackResources<Name extends string>(...names: readonly Name[]): Record<Name, string> {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) {
    throw new UsageError(`which stack? Say --stack local, --outputs <file>, or set ${missing.join(", ")}`);
  }
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""])) as Record<Name, string>;
}
