/** From logins to a package that proves itself: sealed, reported, verified, tampered with, and verified once a person is erased. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type LocalStack, startLocalStack } from "../../../local/stack.ts";
import { type Clock, takeClock } from "../roles/clock.ts";
import type { Stage } from "../run-fresh.ts";
import { startAtIdentityProvider, tamper } from "../sign-in.ts";
import { type Ran, samltrail } from "./command-line.ts";
import { deleteAnObject, waitForEvents } from "./delete-object.ts";
import { letHoursPass, readHead } from "./later.ts";

const CONFIG = "config/local.yaml";

/** As many lines of a command are shown. */
const SHOWN = 14;

const run = promisify(execFile);

/** As much of it as is needed here. */
interface Manifest {
  readonly log: { readonly head: { readonly hour: string } };
}

interface Telling {
  readonly print: (text: string) => void;
  readonly problems: string[];
}

function show({ print }: Telling, command: string, { lines }: Ran): void {
  print(`\n$ ${command}`);
  const shown =
    lines.length > SHOWN ? [...lines.slice(0, SHOWN - 1), `… ${lines.length - SHOWN + 1} more lines`] : lines;
  for (const line of shown) print(`  ${line}`);
}

const expectCode = ({ problems }: Telling, what: string, { code, lines }: Ran, wanted: number): void => {
  if (code !== wanted) problems.push(`${what}: exit code ${code}, not ${wanted}: ${lines.at(-1) ?? ""}`);
};

/** Changes one byte of the first object of events. @returns its path within the package */
async function changeOneByte(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true });
  const path = files.filter((file) => /^events.*\.jsonl$/.test(file)).sort()[0];
  if (path === undefined) throw new Error("the package has no events");
  const content = await readFile(join(folder, path));
  const position = content.indexOf('"Login ') + 1;
  content[position] = (content[position] ?? 0) ^ 0x20;
  await writeFile(join(folder, path), content);
  return path;
}

/** Calls a scheduled function now. */
async function fire({ awsUrl }: LocalStack, name: string): Promise<void> {
  const { status } = await fetch(`${awsUrl}/_local/schedules/${name}`, { method: "POST" });
  if (status !== 200) throw new Error(`${name} failed: the log says why`);
}

async function signIn({ print }: Telling, stack: LocalStack): Promise<void> {
  for (const person of ["alice", "bob"]) await startAtIdentityProvider(stack, person);
  await startAtIdentityProvider(stack, "bob", { change: tamper });
  await startAtIdentityProvider(stack, "carol");
  await startAtIdentityProvider(stack, "alice", { misbehave: "expired" });
  await fire(stack, "send-heartbeat");
  print("five people at the door: two were let in, three refused; waiting until the pipeline is quiet");
  await stack.quiet();
}

/** The bucket's policy denies it in AWS; here it shows what would be seen if somebody lifted that first. */
async function showGuards({ print, problems }: Telling, stack: LocalStack): Promise<void> {
  const key = await deleteAnObject();
  print(`\nan object of the archive is deleted: ${key}`);
  await fire(stack, "check-archive");
  const events = await waitForEvents("Guard Changed", "Archive Checked");
  const change = events.find(({ data }) => "guard" in data)?.data;
  const check = events.find(({ data }) => "days" in data && "findings" in data)?.data;
  if (change && "guard" in change)
    print(`  Guard Changed    ${change.action} on the ${change.guard} by ${change.by.principal}`);
  else problems.push("the deletion left no Guard Changed");
  if (check && "days" in check && check.findings.count === 1) {
    print(`  Archive Checked  ${check.objects} objects, 1 finding: ${check.findings.named[0]?.kind}`);
  } else problems.push("the daily check did not find the delete marker");
}

async function showEvidence(telling: Telling, stack: LocalStack, data: string, clock: Clock) {
  const { print, problems } = telling;
  await signIn(telling, stack);
  const sealed = await letHoursPass(clock, (name) => fire(stack, name), stack.quiet);
  print(
    `the clock was moved by five hours: ${sealed.from} to ${sealed.to} is sealed, ${sealed.events} events in its last hour,`,
  );
  print("and held against the access log of the API");

  const kept = await mkdtemp(join(tmpdir(), "samltrail-evidence-"));
  const folder = join(kept, "package");
  const [key, head] = [join(kept, "key.pem"), join(kept, "head.json")];
  await writeFile(key, sealed.keyPem);
  const [ofStack, period] = [
    ["--stack", "local", "--data", data],
    ["--from", sealed.from, "--to", sealed.to],
  ];
  const unnamed = ["--framework", "soc2", "--without-names"];
  const report = await samltrail("report", ...period, ...unnamed, "--out", folder, ...ofStack);
  show(
    telling,
    `samltrail report --from ${sealed.from} --to ${sealed.to} ${unnamed.join(" ")} --out package --stack local`,
    report,
  );
  expectCode(telling, "the report", report, 0);
  // From elsewhere than the package, which names the hour whose head it leads to.
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as Manifest;
  await writeFile(head, await readHead(manifest.log.head.hour));

  const pinned = ["--key", key, "--head", head];
  const verified = await samltrail("verify", folder, "--quiet", ...pinned);
  show(telling, "samltrail verify package --quiet --key key.pem --head head.json", verified);
  expectCode(telling, "the package", verified, 0);

  const forged = join(kept, "forged");
  await cp(folder, forged, { recursive: true });
  print(`\none byte of a copy is changed, in ${await changeOneByte(forged)}`);
  const refused = await samltrail("verify", forged, "--quiet", ...pinned);
  show(telling, "samltrail verify forged --quiet --key key.pem --head head.json", refused);
  expectCode(telling, "the forged package", refused, 1);
  await rm(forged, { recursive: true });

  const erase = ["erase", CONFIG, "--person", "Alice Archer", "--why", "the demo", "--yes"];
  const erased = await samltrail(...erase, ...ofStack);
  show(telling, `samltrail erase ${CONFIG} --person "Alice Archer" --why "the demo" --yes --stack local`, erased);
  expectCode(telling, "the erasure", erased, 0);
  // By the lone file this time, in a process of its own, as an auditor would.
  const alone = await run(process.execPath, [join(folder, "verify.mjs"), folder, ...pinned]).then(
    ({ stdout }) => ({ code: 0, lines: stdout.trimEnd().split("\n").slice(-1) }),
    (error: { readonly code?: number; readonly stdout?: string }) => ({
      code: error.code ?? 1,
      lines: (error.stdout ?? "").split("\n").filter((line) => line.startsWith("WRONG")),
    }),
  );
  show(telling, "node package/verify.mjs package --key key.pem --head head.json    # with Alice's name gone", alone);
  expectCode(telling, "the package after the erasure", alone, 0);

  await showGuards(telling, stack);
  if (problems.length > 0) return;
  const page = (await readdir(folder)).includes("report.html") ? "report.html" : "report.json";
  print(`\nThe package is ${folder}; its report is ${page}. Verify it yourself:`);
  print(`  node ${join(folder, "verify.mjs")} ${folder} --key ${key} --head ${head}`);
}

export async function runEvidenceDemo({ directory, print, log }: Stage): Promise<readonly string[]> {
  const clock = takeClock();
  try {
    const places = { dataDirectory: directory, configFile: CONFIG };
    const stack = await startLocalStack({ ...places, port: 0, identityProviderPort: 0, log });
    const telling: Telling = { print, problems: [] };
    try {
      await showEvidence(telling, stack, directory, clock);
      return telling.problems;
    } finally {
      await stack.stop();
    }
  } finally {
    clock.release();
  }
}
