import assert from "node:assert/strict";
import { readEvents } from "../../../cli/demo/evidence.ts";
import { startAtIdentityProvider } from "../../../cli/demo/sign-in.ts";
import type { Deployment, Scene } from "../../e2e/scenario/deployment.ts";
import { type Backstage, callsOf, daysAgo, deliver, findItems, setItem } from "./backstage.ts";

const AUDITOR = { source: "demo#auditor", environment: "development" };

const waiting = ({ pending }: Readonly<Record<string, unknown>>) => pending !== undefined;

/** Somebody uses a mapping that was marked, while the bus takes nothing. */
async function useWhatIsMarked(backstage: Backstage, deployment: Deployment): Promise<void> {
  const marked = { markedAt: daysAgo(1), pruneAfter: new Date(Date.now() + 86_400_000).toISOString() };
  await setItem(backstage, "role-mappings", AUDITOR, { status: "stale", stale: marked });
  await startAtIdentityProvider(deployment, "alice");
  await deployment.quiet();
  const [auditor] = await findItems(backstage, "role-mappings", ({ source }) => source === AUDITOR.source);
  assert.ok(auditor?.status === "active" && waiting(auditor), "the use did not take the mark off");
}

/** An old event comes once more, as from a replay of the bus's archive. */
async function replayed(backstage: Backstage, { evidenceBucket, quiet }: Deployment): Promise<void> {
  const events = await readEvents(evidenceBucket);
  const mapped = events.filter(({ metadata }) => metadata.type === "Roles Mapped");
  const [oldest] = mapped.sort((one, other) => (one.metadata.occurredAt < other.metadata.occurredAt ? -1 : 1));
  assert.ok(oldest);
  const { id, type, occurredAt: time } = oldest.metadata;
  const envelope = { version: "0", id, "detail-type": type, source: "samltrail", account: "111122223333", time };
  await deliver(backstage, "record-role-usage", { ...envelope, region: "eu-central-1", resources: [], detail: oldest });
  await quiet();
}

export const refusingBus = (backstage: Backstage): Scene => ({
  title: "what the bus refused waits and is sent later; what comes late or twice changes nothing",
  async play(deployment) {
    const { evidenceBucket, invoke, quiet } = deployment;
    const { mishaps } = backstage;
    const ends = (["record-role-usage", "send-heartbeat"] as const).map((name) =>
      mishaps.always("refused", callsOf(backstage, name, "PutEvents")),
    );
    await useWhatIsMarked(backstage, deployment);
    await invoke("send-heartbeat");
    for (const end of ends) end();
    await setItem(backstage, "role-mappings", AUDITOR, { pendingSince: daysAgo(0.01) });
    for (const { pk } of await findItems(backstage, "login-ledger", waiting)) {
      await setItem(backstage, "login-ledger", { pk }, { pendingSince: daysAgo(0.01) });
    }
    await invoke("republish-pending");
    await quiet();
    const types = (await readEvents(evidenceBucket)).map(({ metadata }) => metadata.type);
    assert.equal(types.filter((type) => type === "Role Mapping Unmarked").length, 1);
    const left = await findItems(backstage, "login-ledger", waiting);
    assert.deepEqual(
      left.map(({ pk }) => pk),
      [],
    );
    await replayed(backstage, deployment);
    return "a heartbeat and a mark that was taken off, sent by republish-pending";
  },
});
