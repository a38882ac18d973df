/**
 * Rolls the service provider's own key, with an overlap. The new certificate is published beside the old one; then the new key is
 * used; then the old one is withdrawn. Between the phases lies what only people can do: the identity providers take our
 * metadata over.
 */
import type { OwnPurpose } from "../config/trust-overlay.ts";
import { fileHash } from "../config/trust-overlay.ts";
import type { LedgerTable } from "../ledger/ledger-table.ts";
import { type OwnItem, ownItem, ownKey } from "./own-item.ts";
import { addNextKey, checkNextDecrypts, decryptWithNextKeyOnly, type OwnSecrets, signWithNextKey } from "./own-keys.ts";
import { ChangedMeanwhile, type Kept, readItem, writeItem } from "./trust-table.ts";

const MINUTE = 60_000;

/** Functions keep secrets for 15 minutes: before that, nobody must encrypt to a key that some of them do not have. */
const SECRETS_ARE_KEPT = 20 * MINUTE;

/** Our metadata may be cached for an hour, and own certificates are kept for five minutes. */
const METADATA_IS_KEPT = 65 * MINUTE;

export type RotationStep = "publish" | "use" | "withdraw";

/** The step cannot be done now; the message says why, and what can. */
export class RotationRefused extends Error {
  override readonly name = "RotationRefused";
}

export interface Rotation {
  readonly purpose: OwnPurpose;
  readonly table: LedgerTable;
  readonly secrets: OwnSecrets;
  /** The certificates that the deployment has for the purpose, in PEM. */
  readonly deployed: readonly string[];
  /** Makes a key with a certificate that it signed itself. */
  readonly make: () => Promise<{ readonly privateKeyPem: string; readonly certificatePem: string }>;
  readonly by: string;
  readonly runId: string;
  readonly now: Date;
  /** Do not wait until everybody has taken over the phase before. */
  readonly atOnce: boolean;
}

/** The rotation as it stands; null where the deployed certificates are what counts. */
export async function readRotation({
  table,
  purpose,
  deployed,
}: Pick<Rotation, "table" | "purpose" | "deployed">): Promise<{
  readonly kept: Kept<OwnItem> | null;
  readonly counts: OwnItem | null;
}> {
  const kept = await readItem(table, ownKey(purpose), ownItem);
  return { kept, counts: kept && kept.value.foundedOn === fileHash(...deployed) ? kept.value : null };
}

/** The step that comes next, and from when on. */
export function nextStep(counts: OwnItem | null): { readonly step: RotationStep; readonly from: Date | null } {
  if (counts === null || counts.phase === "withdrawn") return { step: "publish", from: null };
  const since = counts.phase === "published" ? counts.publishedFrom : counts.changedAt;
  const from = new Date(Date.parse(since) + METADATA_IS_KEPT);
  return { step: counts.phase === "published" ? "use" : "withdraw", from };
}

function theOne(deployed: readonly string[], purpose: OwnPurpose): string {
  const [only, ...more] = deployed;
  if (only === undefined) {
    throw new RotationRefused(`the stage names no ${purpose} certificate: there is nothing to roll`);
  }
  if (more.length > 0) {
    throw new RotationRefused(
      `the stage names ${deployed.length} ${purpose} certificates: deploy one, the other is being rolled by hand`,
    );
  }
  return only;
}

async function publish(rotation: Rotation, counts: OwnItem | null): Promise<OwnItem> {
  const { purpose, deployed, secrets, now } = rotation;
  const old = counts === null ? theOne(deployed, purpose) : counts.phase === "published" ? counts.old : counts.next;
  const { privateKeyPem, certificatePem } = await rotation.make();
  await addNextKey(secrets, purpose, privateKeyPem);
  const wait = purpose === "decryption" && !rotation.atOnce ? SECRETS_ARE_KEPT : 0;
  const publishedFrom = new Date(now.getTime() + wait).toISOString();
  return { ...base(rotation), phase: "published", old, next: certificatePem, publishedFrom };
}

function base({ deployed, now, by }: Rotation) {
  return { foundedOn: fileHash(...deployed), changedAt: now.toISOString(), changedBy: by };
}

async function carryOut(rotation: Rotation, step: RotationStep, counts: OwnItem | null): Promise<OwnItem> {
  const { purpose, secrets } = rotation;
  if (step === "publish" || counts === null) return publish(rotation, counts);
  const { old, next, publishedFrom } = counts;
  const item = { ...base(rotation), old, next, publishedFrom };
  if (step === "use") {
    await (purpose === "signing" ? signWithNextKey(secrets, next) : checkNextDecrypts(secrets, next));
    return { ...item, phase: "used" };
  }
  if (purpose === "decryption") await decryptWithNextKeyOnly(secrets, next);
  return { ...item, phase: "withdrawn" };
}

/**
 * Does one step, which must be the next one.
 * @param again begins anew with a key of its own, where the one that was published is not to be used
 * @throws RotationRefused, UnexpectedSecret, or ChangedMeanwhile where somebody else rolls the same keys
 */
export async function rotate(rotation: Rotation, step: RotationStep, again: boolean): Promise<OwnItem> {
  const { table, purpose, now, atOnce } = rotation;
  const { kept, counts } = await readRotation(rotation);
  const due = nextStep(counts);
  const restart = again && step === "publish" && counts?.phase === "published";
  if (step !== due.step && !restart) throw new RotationRefused(`the next step is ${due.step}, not ${step}`);
  if (!restart && !atOnce && due.from !== null && now < due.from) {
    throw new RotationRefused(
      `wait until ${due.from.toISOString()}, when nobody has the metadata of before any more, or say --at-once`,
    );
  }
  const item = await carryOut(rotation, step, counts);
  if (!(await writeItem(table, ownKey(purpose), item, { over: kept, writer: rotation.runId }))) {
    throw new ChangedMeanwhile(purpose);
  }
  return item;
}
