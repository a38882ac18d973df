import assert from "node:assert/strict";
import { startAtIdentityProvider } from "../../../cli/demo/sign-in.ts";
import { mint } from "../../e2e/scenario/credentials.ts";
import type { Scene } from "../../e2e/scenario/deployment.ts";
import { type Backstage, findItems, setItem } from "./backstage.ts";

export const rememberedIdentities = (backstage: Backstage): Scene => ({
  title: "an address that was not seen for long is remembered anew",
  async play(deployment) {
    const { browser } = await startAtIdentityProvider(deployment, "alice");
    await deployment.quiet();
    const soon = Math.floor(Date.now() / 1000) + 86_400;
    const expiring = await findItems(backstage, "identities", ({ expiresAt }) => typeof expiresAt === "number");
    for (const { pseudonym } of expiring) await setItem(backstage, "identities", { pseudonym }, { expiresAt: soon });
    await mint(browser, deployment);
    const anew = await findItems(backstage, "identities", ({ expiresAt }) => Number(expiresAt) > soon);
    assert.ok(anew.length > 0, "what is seen again expires all the same");
    return `${anew.length} of ${expiring.length}`;
  },
});
