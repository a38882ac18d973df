/** The whole stack with the real handlers: a person signs in, the command line and a program get credentials, all is revoked. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { credentialsCommand } from "../../cli/credentials/credentials-command.ts";
import { Browser, formOf } from "../../cli/demo/browser.ts";
import { startAtServiceProvider } from "../../cli/demo/sign-in.ts";
import { revokeCommand } from "../../cli/revoke/revoke-command.ts";
import { type LocalStack, startLocalStack } from "../../local/stack.ts";
import { runCommand } from "../helpers/run-command.ts";

let directory: string;
let stack: LocalStack;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "samltrail-credentials-"));
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

const ENVELOPE = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" }],
});

async function whoAmI(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string }) {
  const client = new STSClient({ endpoint: stack.awsUrl, region: "eu-central-1", credentials });
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Arn;
  } finally {
    client.destroy();
  }
}

/** Runs a command; `approve` plays the person at the browser. */
async function run(args: readonly string[], approve: (url: string) => Promise<void> = async () => undefined) {
  const [out, errors]: [string[], string[]] = [[], []];
  let approved: Promise<void> = Promise.resolve();
  const commands = { credentials: credentialsCommand, revoke: revokeCommand };
  const code = await runCommand(commands, args, {
    out: (line) => void out.push(line),
    error(line) {
      errors.push(line);
      const [, url] = /^Approve in the browser: (.*)$/.exec(line) ?? [];
      if (url) approved = approve(url);
    },
    now: new Date(),
  });
  await approved;
  return { code, out: out.join("\n"), errors: errors.join("\n") };
}

async function agentCredentials(token: string) {
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  const response = await fetch(`${stack.serviceProviderUrl}/agent/credentials`, { method: "POST", headers });
  return { status: response.status, body: await response.json() };
}

test("from signing in through the command line to the revocation of everything", async () => {
  let browser = new Browser();
  // The command line: not signed in yet, so signing in comes first and leads back to the question.
  const lent = await run(
    ["credentials", "--role", "demo-auditor", "--url", stack.serviceProviderUrl, "--no-browser", "--format", "json"],
    async (url) => {
      const asked = await new Browser().open(url);
      const [, link = ""] = /href="(\/saml\/login[^"]*)"/.exec(asked.page) ?? [];
      const place = new URL(link.replaceAll("&amp;", "&"), url).searchParams.get("RelayState") ?? "";
      const login = await startAtServiceProvider(stack, "alice", place);
      browser = login.browser;
      const back = new URL(login.answer.headers.get("location") ?? "", stack.serviceProviderUrl).href;
      const form = formOf(await browser.open(back));
      const approved = await browser.post(form.action, form.fields, back);
      const [, next = ""] = /url=(.*)$/.exec(approved.headers.get("refresh") ?? "") ?? [];
      expect(next).toMatch(/^http:\/\/127\.0\.0\.1:/);
      await fetch(next);
    },
  );
  expect(lent.errors).not.toContain("samltrail:");
  const credentials = JSON.parse(lent.out);
  expect(await whoAmI(credentials)).toMatch(/assumed-role\/samltrail-auditor\/person-/);

  // A program, by the form on the start page.
  const home = `${stack.serviceProviderUrl}/`;
  const fields = { mappingId: "demo-auditor", minutes: "60", purpose: "nightly report", envelope: ENVELOPE };
  const minted = await browser.post(`${stack.serviceProviderUrl}/session/agents`, fields, home);
  const [token = ""] = /samltrail-agent\.[0-9A-Z]{26}\.[A-Za-z0-9_-]{43}/.exec(minted.page) ?? [];
  const program = await agentCredentials(token);
  expect(await whoAmI(program.body)).toMatch(/assumed-role\/samltrail-auditor\/agent-/);
  expect((await browser.open(home)).page).toContain("nightly report");

  // The console.
  const opened = await browser.post(`${stack.serviceProviderUrl}/session/console`, { mappingId: "demo-auditor" }, home);
  const [, console_ = ""] = /url=(.*)$/.exec(opened.headers.get("refresh") ?? "") ?? [];
  expect(await (await fetch(console_)).text()).toContain("assumed-role/samltrail-auditor");

  // The end of it.
  const [, tokenId = ""] = /name="tokenId" value="([0-9A-Z]{26})"/.exec((await browser.open(home)).page) ?? [];
  const revoked = await run([
    ...["revoke", "config/local.yaml", "--token", tokenId, "--role", "demo-auditor", "--via", "samltrail-revoker"],
    ...["--why", "the end of the test", "--stack", "local", "--data", directory],
  ]);
  expect(revoked).toMatchObject({
    code: 0,
    out: expect.stringContaining("denied arn:aws:iam::111122223333:role/samltrail-auditor"),
  });
  expect(await agentCredentials(token)).toMatchObject({ status: 401, body: { reason: "token-ended" } });
}, 60_000);
