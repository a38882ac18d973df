/** The workflows of a repository: what runs for whom, and with which rights. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";

/** As GitHub writes the variable. */
const STAGE = "$" + "{{ vars.STAGE }}";

const GITHUB = new URL("../../.github/", import.meta.url);

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: unknown;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const textOf = (name: string) => readFileSync(new URL(name, GITHUB), "utf8");
const workflow = (name: string) => parse(textOf(`workflows/${name}.yml`)) as Workflow;
const runsOf = ({ steps }: Job) => steps.flatMap(({ run }) => run ?? []);
const places = (text: string, parts: readonly string[]) => parts.map((part) => text.indexOf(part));

describe.each(["pull-request", "deploy"])("the workflow %s", (name) => {
  test("may read the code and nothing else, where a job says no more", () => {
    expect(workflow(name).permissions).toEqual({ contents: "read" });
  });

  test("leaves no token behind for what the code runs, and puts nobody's text into a script", () => {
    for (const job of Object.values(workflow(name).jobs)) {
      const checkouts = job.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
      expect(checkouts.map((step) => step.with)).toEqual([{ "persist-credentials": false }]);
      for (const run of runsOf(job)) expect(run).not.toContain("${{");
    }
  });
});

describe("a pull request", () => {
  const { on, jobs } = workflow("pull-request");
  const { check, plan } = jobs;

  test("is run by its own code's workflow, without a secret", () => {
    expect(on).toBe("pull_request");
    expect(textOf("workflows/pull-request.yml")).not.toMatch(/secrets\./);
  });

  test("is linted, tested and synthesized with no rights, whoever it is from", () => {
    expect(check?.permissions).toBeUndefined();
    expect(runsOf(check as Job)).toEqual([
      "npm ci",
      "npm run -s check",
      "npm test",
      expect.stringContaining("cdk synth"),
    ]);
  });

  test("from a fork gets no token for AWS; another's is for the environment of plans, after its checks", () => {
    const withToken = Object.entries(jobs).filter(([, { permissions }]) => permissions?.["id-token"] === "write");
    expect(withToken.map(([name]) => name)).toEqual(["plan"]);
    expect(plan).toMatchObject({ needs: "check", environment: `${STAGE}-plan` });
    expect(plan?.if).toMatch(/^github\.event\.pull_request\.head\.repo\.full_name == github\.repository && /);
  });

  test("is commented with what would become of role mappings and stacks", () => {
    const script = runsOf(plan as Job).join("\n");
    const order = places(script, ["roles plan", "cdk diff", "gh pr comment"]);
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order).not.toContain(-1);
  });
});

describe("what is merged", () => {
  const { on, jobs } = workflow("deploy");
  const [deploy, ...others] = Object.values(jobs);

  test("is deployed from main alone, one after the other, in the stage's environment", () => {
    expect(on).toEqual({ push: { branches: ["main"] } });
    expect(others).toEqual([]);
    expect(deploy).toMatchObject({
      environment: STAGE,
      permissions: { contents: "read", "id-token": "write" },
    });
  });

  test("is checked first, deployed whole, its role mappings applied, and tried by signing in", () => {
    const script = runsOf(deploy as Job).join("\n");
    const order = places(script, ["npm run -s check", "npm test", "cdk deploy", "roles apply", "-- smoke"]);
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order).not.toContain(-1);
    for (const stack of ["-state", "", "-analytics", "-observability"])
      expect(script).toContain(`"samltrail-$STAGE${stack}"`);
  });
});

test("role mappings, the rights of workflows and the workflows themselves have owners of their own", () => {
  const owned = textOf("CODEOWNERS")
    .split("\n")
    .filter((line) => line.startsWith("/"))
    .map((line) => line.split(/\s+/)[0]);
  expect(owned).toEqual(
    expect.arrayContaining(["/config/role-mappings/", "/infra/ci/", "/infra/bootstrap/", "/.github/"]),
  );
});
