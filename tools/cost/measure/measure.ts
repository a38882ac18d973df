/** Signs people in on a local stack and counts what the functions do for it, each of them in a process of its own. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startAtIdentityProvider, startAtServiceProvider } from "../../../cli/demo/sign-in.ts";
import { type FunctionName, pipeline } from "../../../infra/pipeline.ts";
import { applyRoleMappings } from "../../../local/first-start/role-mappings.ts";
import { createStackLog } from "../../../local/log.ts";
import { type LocalStack, startLocalStack } from "../../../local/stack.ts";
import { measuredFile, type Usage } from "../usage.ts";
import { invitePeople } from "./people.ts";
import { createProcesses, type Processes } from "./processes.ts";

const PERSONS = 100;
/** A login in twenty is of somebody without a role, and refused. */
const REFUSED = 10;
/** Logins before it begins: those that a busy stage's processes judge are no first ones either. */
const WARM_UP = 500;
const SCHEDULE_RUNS = 10;
/** What a login calls or feeds: on a busy machine a process starts for longer than a person may be kept waiting. */
const OF_A_LOGIN: readonly FunctionName[] = [
  "login",
  "acs",
  "home",
  "archive-events",
  "record-metrics",
  "record-role-usage",
];
const CONFIGURATION = fileURLToPath(new URL("../../../config/local.yaml", import.meta.url));

/** A login and the page it leads to. */
async function signIn(stack: LocalStack, person: string, here: boolean): Promise<void> {
  const { browser, answer } = here
    ? await startAtServiceProvider(stack, person, "/")
    : await startAtIdentityProvider(stack, person);
  const place = answer.headers.get("location");
  if (place !== null) await browser.open(new URL(place, stack.serviceProviderUrl).href);
  else if (person !== "carol") throw new Error(`${person} was not let in: HTTP ${answer.status}`);
}

async function fire(stack: LocalStack, name: string): Promise<void> {
  const { ok, status } = await fetch(`${stack.awsUrl}/_local/schedules/${name}`, { method: "POST" });
  if (!ok) throw new Error(`${name} failed: HTTP ${status}`);
}

async function measureOn(stack: LocalStack, processes: Processes): Promise<Usage> {
  const people = invitePeople(PERSONS);
  for (let turn = 0; turn < WARM_UP; turn += 1) await signIn(stack, "alice", turn % 2 === 0);
  await stack.quiet();
  await processes.take();
  for (const here of [true, false]) for (const person of people) await signIn(stack, person, here);
  for (let turn = 0; turn < REFUSED; turn += 1) await signIn(stack, "carol", turn % 2 === 0);
  await stack.quiet();
  const functions = await processes.take();
  const byTheMinute = pipeline.schedules.filter(({ everyMinutes }) => everyMinutes === 1);
  for (const schedule of byTheMinute) await fire(stack, schedule.function);
  await processes.take();
  for (let run = 0; run < SCHEDULE_RUNS; run += 1) {
    for (const schedule of byTheMinute) await fire(stack, schedule.function);
  }
  const [first] = cpus();
  return {
    measuredOn: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} processors (${first?.model.trim()}), Node.js ${process.versions.node}`,
    logins: { startedHere: PERSONS, startedAtProvider: PERSONS, refused: REFUSED, people: PERSONS },
    functions,
    schedules: { runs: SCHEDULE_RUNS, functions: await processes.take() },
  };
}

/** Writes measured.json anew. */
export async function measure(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "samltrail-cost-"));
  const processes = createProcesses();
  const stack = await startLocalStack({
    dataDirectory: directory,
    configFile: CONFIGURATION,
    port: 0,
    identityProviderPort: 0,
    timeScale: 1 / 5,
    byHand: true,
    handlers: processes.handlers,
    log: () => undefined,
  });
  try {
    await applyRoleMappings(
      CONFIGURATION,
      createStackLog(() => undefined),
    );
    await processes.start(OF_A_LOGIN);
    const usage = await measureOn(stack, processes);
    await writeFile(measuredFile, `${JSON.stringify(usage, null, 2)}\n`);
  } finally {
    processes.stop();
    await stack.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
