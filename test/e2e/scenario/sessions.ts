import assert from "node:assert/strict";
import { type Browser, formOf } from "../../../cli/demo/browser.ts";
import { readEvents } from "../../../cli/demo/evidence.ts";
import { startAtIdentityProvider, startAtServiceProvider } from "../../../cli/demo/sign-in.ts";
import type { Deployment, Scene } from "./deployment.ts";

async function signOut(browser: Browser, { serviceProviderUrl }: Deployment): Promise<void> {
  const home = `${serviceProviderUrl}/`;
  const { status } = await browser.post(`${serviceProviderUrl}/session/end`, {}, home);
  assert.equal(status, 303);
  assert.doesNotMatch((await browser.open(home)).page, /Alice Archer/);
}

/** Bob's answer arrives in the browser where Alice is signed in, and nobody began it there: she is asked, and goes on as Bob. */
async function switchSession(deployment: Deployment): Promise<void> {
  const { serviceProviderUrl, identityProviderUrl } = deployment;
  const { browser } = await startAtIdentityProvider(deployment, "alice");
  const form = formOf(await browser.open(`${identityProviderUrl}/start?person=bob`));
  const asked = await browser.post(form.action, form.fields, identityProviderUrl);
  assert.match(asked.page, /Whose session shall it be\?/);
  const answer = { ...formOf(asked).fields, choice: "switch" };
  const switched = await browser.post(`${serviceProviderUrl}/session/switch`, answer, asked.url);
  assert.equal(switched.status, 303);
  assert.match((await browser.open(`${serviceProviderUrl}/`)).page, /Bob Baker/);
}

async function ended({ evidenceBucket }: Deployment): Promise<number> {
  const events = await readEvents(evidenceBucket);
  return events.filter(({ metadata }) => metadata.type === "Session Ended").length;
}

export const sessions: Scene = {
  title: "a session ends where its person ends it, and gives way where she goes on as another",
  async play(deployment) {
    const before = await ended(deployment);
    const { browser, answer } = await startAtServiceProvider(deployment, "alice", "/");
    assert.equal(answer.status, 303);
    await signOut(browser, deployment);
    await switchSession(deployment);
    await deployment.quiet();
    assert.equal((await ended(deployment)) - before, 2);
    return "2 sessions ended, each with its event";
  },
};
