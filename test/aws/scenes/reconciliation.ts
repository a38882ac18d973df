import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readEvents } from "../../../cli/demo/evidence.ts";
import type { RoleCredentialsIssued } from "../../../lib/events/catalogue.ts";
import { type Issuance, issuanceOf } from "../../../lib/reconcile/halves.ts";
import type { Deployment, Scene } from "../../e2e/scenario/deployment.ts";
import { ACCOUNT } from "../emulator/start.ts";
import { type Backstage, daysAgo, deliver, findItems, setItem } from "./backstage.ts";
import { assumption } from "./trail-records.ts";

const AUDITOR = `arn:aws:iam::${ACCOUNT}:role/samltrail-auditor`;
/** Nobody here lent it, whoever asked for it. */
const neverLent = (accessKeyId: string, byLender: boolean): object =>
  assumption(
    {
      accessKeyId,
      roleArn: AUDITOR,
      sessionName: "person-01J8ZQ4Y3V5K7M9N2P4R6T8W0X",
      sourceIdentity: "k1.nobody",
      issuedAt: new Date().toISOString(),
    },
    byLender,
  );

async function lent({ evidenceBucket }: Deployment): Promise<readonly Issuance[]> {
  return (await readEvents(evidenceBucket))
    .filter((event): event is RoleCredentialsIssued => event.metadata.type === "Role Credentials Issued")
    .map(issuanceOf);
}

async function callOf(backstage: Backstage, pk: string) {
  const [call] = await findItems(backstage, "reconciliation", (item) => item.pk === pk);
  return call;
}

/** The record of a call that was lent comes, twice. */
async function recordComes(backstage: Backstage, { quiet }: Deployment, issued: Issuance): Promise<void> {
  const record = assumption({ ...issued, roleArn: issued.mapping.iamRole }, true);
  await deliver(backstage, "reconcile-cloudtrail", record);
  await quiet();
  await deliver(backstage, "reconcile-cloudtrail", record);
  await quiet();
  assert.equal((await callOf(backstage, `key#${issued.accessKeyId}`))?.closed, "matched");
}

/** STS answered twice for one session, and the record of the first answer names no key. */
async function secondRecord(backstage: Backstage, issued: Issuance): Promise<string> {
  const eventId = randomUUID();
  const pk = `event#${eventId}`;
  const known = (await callOf(backstage, `key#${issued.accessKeyId}`))?.seen as object;
  const seen = { ...known, eventId, accessKeyId: null };
  await setItem(backstage, "reconciliation", { pk }, { seen, awaiting: "issued", dueAt: daysAgo(1) });
  return pk;
}

async function waitedTooLong(backstage: Backstage, accessKeyId: string): Promise<void> {
  await setItem(backstage, "reconciliation", { pk: `key#${accessKeyId}` }, { dueAt: daysAgo(1) });
}

export const reconciliation = (backstage: Backstage): Scene => ({
  title: "CloudTrail's records join what was lent; what has no other half is asked for, and reported",
  async play(deployment) {
    const { evidenceBucket, invoke, quiet } = deployment;
    const [matched, unseen] = await lent(deployment);
    assert.ok(matched && unseen, "too little was lent");
    await recordComes(backstage, deployment, matched);
    const pk = await secondRecord(backstage, matched);
    await waitedTooLong(backstage, unseen.accessKeyId);
    await deliver(backstage, "reconcile-cloudtrail", neverLent("ASIANEVERLENT0000001", true));
    await deliver(backstage, "reconcile-cloudtrail", neverLent("ASIANEVERLENT0000002", false));
    await quiet();
    await waitedTooLong(backstage, "ASIANEVERLENT0000001");
    await invoke("reconcile-cloudtrail-overdue");
    await quiet();
    assert.equal((await callOf(backstage, pk))?.closed, "matched-by-session");
    const found = (await readEvents(evidenceBucket)).filter(
      ({ metadata }) => metadata.type === "Role Assumption Unmatched",
    );
    assert.equal(found.length, 3, "a call without a record, and two that nobody lent");
    return "matched by key and by session; one record late, two assumptions that nobody lent";
  },
});
