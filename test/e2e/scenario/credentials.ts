import assert from "node:assert/strict";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { credentialsCommand } from "../../../cli/credentials/credentials-command.ts";
import { Browser, formOf } from "../../../cli/demo/browser.ts";
import { startAtServiceProvider } from "../../../cli/demo/sign-in.ts";
import { command } from "./command.ts";
import type { Deployment, Scene } from "./deployment.ts";

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

async function whoAmI(credentials: Credentials): Promise<string> {
  const client = new STSClient({ credentials });
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Arn ?? "";
  } finally {
    client.destroy();
  }
}

/** Plays the person at the browser that the command line asks to approve. */
async function approve(url: string, deployment: Deployment): Promise<Browser> {
  const { serviceProviderUrl } = deployment;
  const asked = await new Browser().open(url);
  const [, link = ""] = /href="(\/saml\/login[^"]*)"/.exec(asked.page) ?? [];
  const place = new URL(link.replaceAll("&amp;", "&"), url).searchParams.get("RelayState") ?? "";
  const { browser, answer } = await startAtServiceProvider(deployment, "alice", place);
  const back = new URL(answer.headers.get("location") ?? "", serviceProviderUrl).href;
  const form = formOf(await browser.open(back));
  const approved = await browser.post(form.action, form.fields, back);
  const [, next = ""] = /url=(.*)$/.exec(approved.headers.get("refresh") ?? "") ?? [];
  assert.match(next, /^http:\/\/127\.0\.0\.1:/, approved.page);
  await fetch(next);
  return browser;
}

/** The form is sent with another role than the page showed: there is no code for a role that the person does not have. */
async function forAnotherRole(browser: Browser, { serviceProviderUrl }: Deployment): Promise<void> {
  const url = `${serviceProviderUrl}/session/authorize`;
  const fields = {
    ...{ response_type: "code", client_id: "samltrail-cli", redirect_uri: "http://127.0.0.1:49152/callback" },
    ...{ code_challenge: "A".repeat(43), code_challenge_method: "S256", state: "s".repeat(16) },
    mapping_id: "demo-developer",
  };
  const refused = await browser.post(url, fields, url);
  assert.equal(refused.status, 403, refused.page);
  assert.match(refused.page, /You were not given credentials/);
}

/** @returns the browser that is signed in since */
async function byCommandLine(deployment: Deployment): Promise<Browser> {
  let approved: Promise<Browser> | undefined;
  const flags = ["--url", deployment.serviceProviderUrl, "--no-browser", "--format", "json"];
  const args = ["credentials", "--role", "demo-auditor", ...flags];
  const result = await command({ credentials: credentialsCommand }, args, (line) => {
    const [, url] = /^Approve in the browser: (.*)$/.exec(line) ?? [];
    if (url) approved = approve(url, deployment);
  });
  const browser = await approved;
  assert.ok(result.code === 0 && browser, result.errors);
  const arn = await whoAmI(JSON.parse(result.out) as Credentials);
  assert.match(arn, /assumed-role\/samltrail-auditor\/person-/);
  return browser;
}

const ENVELOPE = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" }],
});

async function redeem(token: string, { serviceProviderUrl }: Deployment) {
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  const answer = await fetch(`${serviceProviderUrl}/agent/credentials`, { method: "POST", headers });
  return { status: answer.status, body: (await answer.json()) as Credentials & { readonly reason?: string } };
}

/** @returns a token for a program */
export async function mint(browser: Browser, { serviceProviderUrl }: Deployment): Promise<string> {
  const fields = { mappingId: "demo-auditor", minutes: "60", purpose: "nightly report", envelope: ENVELOPE };
  const minted = await browser.post(`${serviceProviderUrl}/session/agents`, fields, `${serviceProviderUrl}/`);
  const [token = ""] = /samltrail-agent\.[0-9A-Z]{26}\.[A-Za-z0-9_-]{43}/.exec(minted.page) ?? [];
  assert.notEqual(token, "", minted.page);
  return token;
}

/** A program gets a token, credentials by it, and none once the token has ended. */
async function byProgram(browser: Browser, deployment: Deployment): Promise<void> {
  const { serviceProviderUrl } = deployment;
  const home = `${serviceProviderUrl}/`;
  const token = await mint(browser, deployment);
  const given = await redeem(token, deployment);
  assert.equal(given.status, 200, JSON.stringify(given.body));
  assert.match(await whoAmI(given.body), /assumed-role\/samltrail-auditor\/agent-/);
  const [, tokenId = ""] = /name="tokenId" value="([0-9A-Z]{26})"/.exec((await browser.open(home)).page) ?? [];
  const ended = await browser.post(`${serviceProviderUrl}/session/agents/end`, { tokenId }, home);
  assert.equal(ended.status, 303, ended.page);
  const refused = await redeem(token, deployment);
  assert.deepEqual([refused.status, refused.body.reason], [401, "token-ended"]);
}

/** Credentials over the session, as the start page's own form asks for them. */
async function bySession(browser: Browser, { serviceProviderUrl }: Deployment): Promise<void> {
  const url = `${serviceProviderUrl}/session/credentials`;
  const given = await browser.post(url, { mappingId: "demo-auditor" }, `${serviceProviderUrl}/`);
  assert.equal(given.status, 200, given.page);
}

export const credentials: Scene = {
  title: "credentials for a command line, for a session and for a program, whose token ends; none for another's role",
  async play(deployment) {
    const browser = await byCommandLine(deployment);
    await forAnotherRole(browser, deployment);
    await bySession(browser, deployment);
    await byProgram(browser, deployment);
    await deployment.quiet();
    return "lent three times, refused for a role of others and to an ended token";
  },
};
