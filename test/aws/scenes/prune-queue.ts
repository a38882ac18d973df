import assert from "node:assert/strict";
import { formOf } from "../../../cli/demo/browser.ts";
import { startAtIdentityProvider } from "../../../cli/demo/sign-in.ts";
import { rolesCommand } from "../../../cli/roles/roles-command.ts";
import { command } from "../../e2e/scenario/command.ts";
import type { Deployment, Scene } from "../../e2e/scenario/deployment.ts";
import { type Backstage, callsOf, daysAgo, findItems, setItem } from "./backstage.ts";
import { TRAINEE } from "./past.ts";

const DEVELOPER = { source: "demo#developer", environment: "development" };

async function statusOf(backstage: Backstage, { source }: { readonly source: string }): Promise<unknown> {
  const [item] = await findItems(backstage, "role-mappings", (each) => each.source === source);
  return item?.status;
}

/** Marked by the daily run, due two days later, and pruned by the next run, though the answers to that are lost. */
async function markAndPrune(backstage: Backstage, { invoke }: Deployment): Promise<void> {
  await invoke("prune-role-mappings");
  assert.equal(await statusOf(backstage, TRAINEE), "stale", "what nobody used was not marked");
  await setItem(backstage, "role-mappings", TRAINEE, { stale: { markedAt: daysAgo(2), pruneAfter: daysAgo(1) } });
  for (const [operation, table] of [
    ["UpdateItem", "rolemappings"],
    ["PutItem", "loginledger"],
  ] as const) {
    const write = callsOf(backstage, "prune-role-mappings", operation, table);
    backstage.mishaps.once("unanswered", `prune-role-mappings, ${operation}`, write);
  }
  await invoke("prune-role-mappings");
  assert.equal(await statusOf(backstage, TRAINEE), "pruned", "what was marked and due was not pruned");
}

/** Whoever had a mapping that was pruned asks for it on the page that refuses them, and their owner brings it back. */
async function askBack(backstage: Backstage, deployment: Deployment): Promise<void> {
  const { commandFlags, serviceProviderUrl } = deployment;
  await setItem(backstage, "role-mappings", DEVELOPER, { status: "pruned", prunedAt: new Date().toISOString() });
  const refused = await startAtIdentityProvider(deployment, "bob");
  assert.match(refused.answer.page, /<code>role-pruned<\/code>/);
  const { fields } = formOf(refused.answer);
  const form = { ...fields, reason: "The release of this week" };
  const url = `${serviceProviderUrl}/roles/restore-requests`;
  const asked = await refused.browser.post(url, form, refused.answer.url);
  assert.match(asked.page, /The owner was asked/);
  const [, request = ""] = /<code class="number">([^<]+)<\/code>/.exec(asked.page) ?? [];
  const how = ["--request", request, "--as", "platform@example.com", "--by", "platform@example.com"];
  const args = ["roles", "restore", "demo-developer", ...how, "--why", "asked for", ...commandFlags];
  const restored = await command({ roles: rolesCommand }, args);
  assert.equal(restored.code, 0, `${restored.errors}\n${restored.out}`);
  assert.equal((await startAtIdentityProvider(deployment, "bob")).answer.status, 303);
}

export const pruneQueue = (backstage: Backstage): Scene => ({
  title: "a mapping that nobody uses is marked and pruned; one that was pruned is asked back and restored",
  async play(deployment) {
    await markAndPrune(backstage, deployment);
    await askBack(backstage, deployment);
    await deployment.quiet();
    return "marked, pruned, withheld, asked for, restored, granted again";
  },
});
