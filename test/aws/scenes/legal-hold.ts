import assert from "node:assert/strict";
import { holdCommand } from "../../../cli/hold/hold-command.ts";
import { command } from "../../e2e/scenario/command.ts";
import type { Deployment, Scene } from "../../e2e/scenario/deployment.ts";
import { type Backstage, daysAgo, findItems, setItem } from "./backstage.ts";

async function hold({ configFile, commandFlags }: Deployment, action: string, ...more: readonly string[]) {
  const why = ["--reason", "end to end", "--by", "legal@example.com"];
  const result = await command({ hold: holdCommand }, ["hold", action, configFile, ...more, ...why, ...commandFlags]);
  assert.equal(result.code, 0, `${result.errors}\n${result.out}`);
  return result.out;
}

const expiring = (backstage: Backstage) =>
  findItems(backstage, "identities", ({ expiresAt }) => typeof expiresAt === "number");

export const legalHold = (backstage: Backstage): Scene => ({
  title: "while a legal hold stands no identity expires",
  async play(deployment) {
    const yesterday = daysAgo(1).slice(0, 10);
    const [, id = ""] =
      /placed: (\S+)/.exec(await hold(deployment, "place", "--from", yesterday, "--to", yesterday)) ?? [];
    const [one] = await expiring(backstage);
    assert.ok(one, "there is no identity that expires");
    const tomorrow = Math.floor(Date.now() / 1000) + 86_400;
    await setItem(backstage, "identities", { pseudonym: one.pseudonym }, { expiresAt: tomorrow });
    await deployment.invoke("keep-held-identities");
    const [kept] = (await expiring(backstage)).filter(({ pseudonym }) => pseudonym === one.pseudonym);
    assert.ok(Number(kept?.expiresAt) > tomorrow, "an identity expires in spite of the hold");
    await hold(deployment, "release", "--id", id);
    await deployment.quiet();
    return "placed, kept from expiring, released";
  },
});
