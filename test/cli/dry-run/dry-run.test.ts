/** `samltrail dry-run` against the whole stack on this machine, by itself and through a browser. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Browser, formOf, type Visited } from "../../../cli/demo/browser.ts";
import { dryRunCommand } from "../../../cli/dry-run/dry-run-command.ts";
import type { Report } from "../../../cli/dry-run/report.ts";
import { type LocalStack, startLocalStack } from "../../../local/stack.ts";
import { runCommand } from "../../helpers/run-command.ts";

let directory: string;
let stack: LocalStack;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "samltrail-dry-run-"));
  stack = await startLocalStack({
    dataDirectory: directory,
    configFile: "config/local.yaml",
    port: 0,
    identityProviderPort: 0,
    timeScale: 1 / 500,
    log: () => undefined,
  });
}, 60_000);
afterAll(async () => {
  await stack.stop();
  await rm(directory, { recursive: true, force: true });
});

async function dryRun(args: readonly string[], onLine: (line: string) => void = () => undefined) {
  const [out, errors]: [string[], string[]] = [[], []];
  const error = (line: string) => {
    errors.push(line);
    onLine(line);
  };
  const surroundings = { out: (line: string) => void out.push(line), error, now: new Date() };
  const code = await runCommand({ "dry-run": dryRunCommand }, ["dry-run", ...args], surroundings);
  return { code, out: out.join("\n"), errors: errors.join("\n") };
}

const here = (...args: readonly string[]) => dryRun([...args, "--stack", "local", "--data", directory, "--wait", "20"]);

async function reported(...args: readonly string[]) {
  const { code, out } = await here(...args, "--json");
  return { code, report: JSON.parse(out) as Report };
}

describe("on this machine", () => {
  test("signs a known person in and shows steps, attributes, roles, masked credentials and CloudTrail's record", async () => {
    const { code, out, errors } = await here("--person", "alice");
    expect([code, errors]).toEqual([0, expect.stringContaining("signing in as Alice Archer")]);
    expect(out).toMatch(/^person {3}Alice Archer \(demo-alice\)$/m);
    expect(out).toMatch(/^verify-with-samlify +passed +\d+\.\d$/m);
    expect(out).toMatch(/^start-session +passed$/m);
    expect(out).toMatch(/^email +required +yes$/m);
    expect(out).toMatch(/^administrator +granted +demo-administrator +arn:aws:iam::111122223333:role/m);
    const line =
      /^demo-auditor +ASIA\*+[A-Z0-9]{4} +2\d{3}-.* +yes +matched: AssumeRole .* in \d{12} eu-central-1, [0-9a-f-]{36}$/m;
    expect(out).toMatch(line);
    expect(out.split("\n").at(-1)).toBe("all matched");
    expect(out).not.toMatch(/secret|SessionToken/i);
  }, 30_000);

  test("says which roles were refused and why, and ends with 1 where one that was asked for is not granted", async () => {
    const { code, report } = await reported(
      "--person",
      "Bob Baker",
      "--role",
      "demo-developer",
      "--role",
      "demo-auditor",
    );
    expect([code, report.problems]).toEqual([1, ["demo-auditor is none of the roles that were granted"]]);
    expect(report.roles).toMatchObject([
      { samlRole: "developer", outcome: "granted", mappingId: "demo-developer" },
      { samlRole: "release-manager", outcome: "refused: other-environment" },
      { samlRole: "coffee-steward", outcome: "refused: no-mapping" },
    ]);
    expect(report.person).toEqual({ asked: "Bob Baker", isWhoWasAsked: true, name: "Bob Baker", nameId: "demo-bob" });
    expect(report.credentials.map(({ mappingId }) => mappingId)).toEqual(["demo-developer"]);
  }, 30_000);

  test("ends with 1 and names step, reason and remedy where the login is refused, and shows it again by its number", async () => {
    const carol = await reported("--person", "carol.chen@example.com");
    expect(carol.code).toBe(1);
    expect(carol.report.login.refusal).toMatchObject({ step: "resolve-roles", reason: "no-role" });
    expect(carol.report.steps.at(-1)).toEqual({ name: "start-session", outcome: "not reached", ms: null });
    expect(carol.report.problems).toEqual(["the login was refused: no-role"]);
    const again = await reported("--person", "carol", "--number", carol.report.login.correlationId);
    expect([again.code, again.report.login]).toEqual([1, carol.report.login]);
  }, 30_000);
});

describe("through a browser, where the stack is named by variables", () => {
  const visit = async (browser: Browser, { headers }: Visited, base: string): Promise<Visited> =>
    browser.open(new URL(headers.get("location") ?? "", base).href);

  /** Plays the person: signs in at the provider where asked to, and approves. */
  async function approve(browser: Browser, address: string, person: string): Promise<void> {
    const base = new URL(address).origin;
    let page = await browser.open(address);
    const link = /href="(\/saml\/login\?[^"]*)"/.exec(page.page)?.[1]?.replaceAll("&amp;", "&");
    if (link !== undefined) {
      const choice = formOf(await visit(browser, await browser.open(base + link), base));
      const signedIn = await browser.open(`${choice.action}?${new URLSearchParams({ ...choice.fields, person })}`);
      const form = formOf(signedIn);
      page = await visit(browser, await browser.post(form.action, form.fields, signedIn.url), base);
    }
    const { action, fields } = formOf(page);
    const approved = await browser.post(action, fields, base);
    const [, uri = ""] = (approved.headers.get("refresh") ?? "").split("url=");
    await fetch(uri);
  }

  async function inBrowser(person: string, args: readonly string[], browser = new Browser()) {
    const environment = JSON.parse(await readFile(join(directory, "environment.json"), "utf8")) as Record<
      string,
      string
    >;
    Object.assign(process.env, environment);
    let work: Promise<unknown> = Promise.resolve();
    const result = await dryRun([...args, "--no-browser", "--wait", "20", "--json", "config/local.yaml"], (line) => {
      const [, address] = /in the browser: (.*)$/.exec(line) ?? [];
      if (address !== undefined) work = approve(browser, address, person);
    });
    await work;
    return { ...result, browser };
  }

  test("the person signs in and approves, and the trail of that very login is shown", async () => {
    const first = await inBrowser("alice", ["--person", "Alice Archer", "--role", "demo-auditor"]);
    const report = JSON.parse(first.out) as Report;
    expect([first.code, report.matched, report.notes]).toEqual([0, true, []]);
    expect(report.login).toMatchObject({ outcome: "succeeded", initiatedBy: "service-provider" });
    expect(report.credentials[0]?.cloudTrail?.seen).toMatchObject({ eventName: "AssumeRole" });

    // Alice's session is still there: no fresh login, and not the person that is asked for now.
    const second = await inBrowser("alice", ["--person", "Bob Baker", "--role", "demo-auditor"], first.browser);
    const { notes, problems } = JSON.parse(second.out) as Report;
    expect(notes).toEqual([expect.stringContaining("signed in already")]);
    expect([second.code, problems]).toEqual([1, ["who signed in is not Bob Baker"]]);
  }, 40_000);
});

describe("a command line that makes no sense", () => {
  test.each([
    [[], "--person"],
    [["--person", "alice", "--wait", "long"], "--wait"],
    [["--person", "dave", "--stack", "local"], "alice, bob, carol"],
    [["--person", "alice", "--stack", "local", "--number", "1"], "--number"],
  ])("%j is answered with what is expected", async (args, named) => {
    const given = args.includes("local") ? [...args, "--data", directory] : args;
    const { code, errors } = await dryRun(given);
    expect([code, errors]).toEqual([2, expect.stringContaining(named)]);
  });

  test("a stage file that is none, and a service that does not answer, end with 2", async () => {
    const broken = join(directory, "broken.yaml");
    await writeFile(broken, "stage: 1\n");
    const at = ["--person", "alice", "--stack", "local", "--data", directory];
    expect(await dryRun([...at, broken])).toMatchObject({ code: 2, errors: expect.stringContaining("broken.yaml") });
    const down = await dryRun([...at, "--url", "http://127.0.0.1:9"]);
    expect(down).toMatchObject({ code: 2, errors: expect.stringContaining("could not be performed") });
  });
});
