/** The run in one text for a person. */
import { table } from "../../cli/demo/table.ts";
import type { Comparison } from "./deploy/dropped-properties.ts";
import type { RolesReview } from "./roles/compare.ts";

export interface Played {
  readonly title: string;
  /** What was seen, or what went wrong. */
  readonly seen: string;
  readonly failed: boolean;
}

export interface Summary {
  readonly versions: string;
  readonly deployed: readonly string[];
  readonly notDeployed: readonly string[];
  readonly properties: Comparison | null;
  /** Conditions of policies that the emulator's IAM has no value for. */
  readonly unjudged: readonly string[];
  readonly played: readonly Played[];
  readonly roles: RolesReview | null;
}

const indent = (lines: readonly string[]) => lines.flatMap((line) => line.split("\n")).map((line) => `  ${line}`);

function describeProperties({ compared, applied }: Comparison): readonly string[] {
  const lines = applied.map(
    ({ stack, logicalId, property, failure }) =>
      `${stack} ${logicalId}.${property}${failure === null ? "" : `: NOT SET, ${failure}`}`,
  );
  const head = `${compared} properties compared with the templates; the emulator's CloudFormation dropped these`;
  return [`${head}, and they were set from the template:`, ...indent(lines.length > 0 ? lines : ["none"])];
}

function describeRoles({ functions, excuses }: RolesReview): readonly string[] {
  const rows = functions.map(({ name, calls, allowed, used, excused }) =>
    [name, calls, allowed, used, excused, allowed - used - excused].map(String),
  );
  const head = ["function", "calls", "allowed", "called", "excused", "open"];
  const reasons = new Map<string, string[]>();
  for (const { function: name, action, why } of excuses) {
    reasons.set(`${action}: ${why}`, [...(reasons.get(`${action}: ${why}`) ?? []), name]);
  }
  const written = [...reasons].map(
    ([reason, names]) =>
      `${reason} (${names.length > 3 ? `${names.length} functions` : [...new Set(names)].join(", ")})`,
  );
  return [
    "Calls against roles, an action on a resource each:",
    ...indent([table(head, rows)]),
    "Allowed, never called, and why:",
    ...indent(written),
  ];
}

/** @returns everything that is not as it must be */
export function problemsOf({ properties, played, roles }: Summary): readonly string[] {
  return [
    ...(properties?.applied ?? [])
      .filter(({ failure }) => failure !== null)
      .map(({ logicalId, property, failure }) => `${logicalId}.${property} is not as in the template: ${failure}`),
    ...played.filter(({ failed }) => failed).map(({ title, seen }) => `${title}: ${seen}`),
    ...(roles?.problems ?? []),
  ];
}

export function describe(summary: Summary): string {
  const { versions, deployed, notDeployed, properties, unjudged, played, roles } = summary;
  const problems = problemsOf(summary);
  return [
    versions,
    `deployed by the CDK's command line: ${deployed.join(", ")}`,
    ...notDeployed.map((each) => `not deployed: ${each}`),
    ...(properties ? ["", ...describeProperties(properties)] : []),
    "",
    "policies that the emulator's IAM judges in other words than AWS; what is left out only our own evaluator judges:",
    ...indent(unjudged),
    "",
    ...played.map(({ title, seen, failed }) => (failed ? `FAILED  ${title}` : `ok      ${title}: ${seen}`)),
    ...(roles ? ["", ...describeRoles(roles)] : []),
    "",
    ...(problems.length > 0 ? [`${problems.length} not as it must be:`, ...indent(problems)] : ["All as it must be."]),
  ].join("\n");
}
