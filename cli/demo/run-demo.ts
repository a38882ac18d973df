/** The demo: every attempt over HTTP, then what the archive and the metrics say of them. */
import type { LocalStack } from "../../local/stack.ts";
import { ATTEMPTS } from "./attempts.ts";
import { findAttempt, gaps, readEvents, requestsInOrder } from "./evidence.ts";
import { expectedTotals, readTotals } from "./metric-totals.ts";
import { type Observation, observe } from "./observe.ts";
import type { Delivery } from "./sign-in.ts";
import { table } from "./table.ts";

export interface DemoOptions {
  readonly stack: Pick<LocalStack, "serviceProviderUrl" | "identityProviderUrl" | "quiet">;
  readonly bucket: string;
  readonly environment: string;
  /** Prints a line. */
  readonly print: (text: string) => void;
}

async function performAll({ stack, print }: DemoOptions): Promise<readonly Observation[]> {
  const observations: Observation[] = [];
  const deliveries = new Map<string, Delivery>();
  for (const [index, { title, expected, perform }] of ATTEMPTS.entries()) {
    const delivery = await perform(stack, deliveries);
    deliveries.set(title, delivery);
    const observation = await observe(delivery, expected, stack);
    observations.push(observation);
    print(`  ${index + 1}/${ATTEMPTS.length}  ${title}: ${observation.seen}`);
  }
  return observations;
}

async function compareEvents({ bucket, print }: DemoOptions, observations: readonly Observation[]): Promise<string[]> {
  const events = await readEvents(bucket);
  const problems = gaps(events);
  const accounted = new Set<string>();
  const inOrder = requestsInOrder(events);
  const rows = ATTEMPTS.map(({ title, expected }, index) => {
    const observation = observations[index];
    const found = findAttempt(observation?.requestId || (inOrder[index] ?? ""), expected, events);
    for (const id of found.eventIds) accounted.add(id);
    for (const problem of [...(observation?.problems ?? []), ...found.problems]) problems.push(`${title}: ${problem}`);
    const [first = "none", ...others] = found.eventIds;
    const row = [title, found.outcome, found.step, found.reason, first, found.complete ? "yes" : "NO"];
    return [row, ...others.map((id) => ["", "", "", "", id, ""])];
  });
  print(`\n${table(["attempt", "outcome", "step", "reason", "event ids", "archived"], rows.flat())}`);
  // The stack puts its role mappings there, seals its archive and beats: those events are of no attempt, and right.
  const ofTheStack: readonly string[] = ["Archive Sealed", "Role Mapping Provisioned", "Pipeline Heartbeat"];
  const ofAttempts = events.filter(({ metadata }) => !ofTheStack.includes(metadata.type));
  const strangers = ofAttempts.filter((event) => !accounted.has(event.metadata.id));
  return [...problems, ...strangers.map(({ metadata }) => `${metadata.type} ${metadata.id} belongs to no attempt`)];
}

async function compareTotals({ environment, print }: DemoOptions, since: Date): Promise<string[]> {
  const wanted = expectedTotals(
    ATTEMPTS.map(({ expected }) => expected),
    environment,
  );
  const found = await readTotals(since);
  const names = [...new Set([...wanted.keys(), ...found.keys()])].sort();
  const problems: string[] = [];
  const rows = names.map((name) => {
    const [attempts, metric] = [wanted.get(name) ?? 0, found.get(name) ?? 0];
    if (attempts !== metric) problems.push(`${name}: the attempts give ${attempts}, the metric says ${metric}`);
    return [name, String(attempts), String(metric), attempts === metric ? "" : "DIFFERS"];
  });
  print(`\n${table(["metric", "attempts", "metric says", ""], rows)}`);
  return problems;
}

/** @returns what is not as it must be; nothing where all is well */
export async function runDemo(options: DemoOptions): Promise<readonly string[]> {
  const since = new Date();
  const observations = await performAll(options);
  options.print("  waiting until the pipeline is quiet");
  await options.stack.quiet();
  const problems = await compareEvents(options, observations);
  return [...problems, ...(await compareTotals(options, since))];
}
