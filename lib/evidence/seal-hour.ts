/** Seals one hour: list, read, list again, claim, sign. */
import { buildHourSeal, type Predecessor } from "./build-hour-seal.ts";
import { findEarlier } from "./earlier-leaves.ts";
import type { EvidenceStore } from "./evidence-store.ts";
import { findObjects, type ObjectsOfHour, sameObjects } from "./find-objects.ts";
import type { Hour } from "./hours.ts";
import { hourSealKey, leavesKey } from "./keys-in-bucket.ts";
import type { LeafList } from "./leaves.ts";
import { type ReadLines, readLines } from "./read-lines.ts";
import { ChainFault, type HourSeal, hourSealModel, type PublicKey, readSealed, type Sealed, seal } from "./seal.ts";
import type { SealReader, Signed } from "./seal-reader.ts";
import { type SealingKeys, signOnce } from "./sign-once.ts";

export interface Sealing {
  readonly store: EvidenceStore;
  readonly reader: SealReader;
  readonly keys: SealingKeys;
  readonly codeVersion: string;
  readonly now: () => Date;
}

/** What is fixed of an hour before its objects are known. */
interface Place {
  readonly hour: Hour;
  readonly firstHour: Hour;
  readonly predecessor: Predecessor;
}

/** An archive that changes under every look at an hour that is over is not one to sign. */
const LISTINGS = 6;

async function settledObjects({ store, reader }: Sealing, { hour, firstHour }: Place) {
  let first: ObjectsOfHour = await findObjects(store, reader, hour, firstHour);
  for (let listing = 2; listing <= LISTINGS; listing += 1) {
    const read = await readLines(store, first.objects);
    const second = await findObjects(store, reader, hour, firstHour);
    if (sameObjects(first, second)) return { ...read, findings: [...second.findings, ...read.findings] };
    first = second;
  }
  throw new ChainFault(`the objects of ${hour} do not settle`);
}

/** The chain says which key signs; a key that is configured anew is named first, and signs the next seal. */
async function keysOf({ keys }: Sealing, { predecessor }: Place): Promise<Pick<HourSeal, "key" | "nextKey">> {
  const current = await keys.current();
  if (predecessor.hour === null) return { key: current, nextKey: null };
  const key: PublicKey = predecessor.body.nextKey ?? predecessor.body.key;
  return { key, nextKey: key.publicKey === current.publicKey ? null : current };
}

async function build(
  { store, reader }: Sealing,
  { hour, firstHour, predecessor }: Place,
  read: ReadLines,
  given: Pick<HourSeal, "key" | "nextKey" | "codeVersion"> & { readonly sealedAt: Date },
) {
  const earlier = await findEarlier(store, reader, read.lines, hour, firstHour);
  return buildHourSeal({ hour, predecessor, earlier, ...read, findings: [...read.findings], ...given });
}

/** Before the seal that names them; an hour without events has none to keep. */
async function keepLeaves(store: EvidenceStore, hour: Hour, { sha256, text }: LeafList): Promise<void> {
  if (text !== "") await store.putOnce(leavesKey(hour, sha256), text);
}

/**
 * What stands in the bucket as this hour's body may be a rival's, or left by a crash, or put there by somebody who wants it
 * signed. It is built again from the objects it names, and must come out the same.
 */
async function rebuild(sealing: Sealing, place: Place, claim: Sealed<HourSeal>): Promise<void> {
  const { store, reader, now } = sealing;
  const { objects, findings, sealedAt, codeVersion } = claim.body;
  const there = new Set((await findObjects(store, reader, place.hour, place.firstHour)).objects.map(({ key }) => key));
  const read = await readLines(store, objects);
  const { key, nextKey } = await keysOf(sealing, place);
  const given = { key, nextKey, codeVersion, sealedAt: new Date(sealedAt) };
  const { body, list } = await build(sealing, place, { ...read, findings }, given);
  // It may have been claimed before a rotation was configured.
  const same = [nextKey, null].some((next) => seal({ ...body, nextKey: next }).hash === claim.hash);
  const possible =
    read.findings.length === 0 && objects.every((object) => there.has(object.key)) && given.sealedAt <= now();
  if (!same || !possible) {
    throw new ChainFault(`${hourSealKey(place.hour)} is not what the objects it names come to; it was not signed`);
  }
  await keepLeaves(store, place.hour, list);
}

async function claimHour(sealing: Sealing, place: Place): Promise<Sealed<HourSeal>> {
  const { store } = sealing;
  const key = hourSealKey(place.hour);
  if ((await store.read(key)) === null) {
    const sealedAt = sealing.now();
    if (place.predecessor.hour !== null && sealedAt.toISOString() < place.predecessor.body.sealedAt) {
      throw new ChainFault(`the clock shows ${sealedAt.toISOString()}, before the last seal: it ran backwards`);
    }
    const read = await settledObjects(sealing, place);
    const given = { ...(await keysOf(sealing, place)), codeVersion: sealing.codeVersion, sealedAt };
    const { body, list } = await build(sealing, place, read, given);
    const built = seal(body);
    await keepLeaves(store, place.hour, list);
    if (await store.putOnce(key, built.bytes)) return built;
  }
  const bytes = await store.read(key);
  if (!bytes) throw new ChainFault(`${key} was there and is not any more`);
  const claim = readSealed(hourSealModel, key, bytes);
  await rebuild(sealing, place, claim);
  return claim;
}

/**
 * Gives the hour its one seal. Of rivals the first to claim decides what is signed, and nothing else of that hour ever is.
 * @throws ChainFault where what stands in the bucket cannot be
 */
export async function sealHour(sealing: Sealing, place: Place): Promise<Signed<HourSeal>> {
  const claimed = await claimHour(sealing, place);
  return signOnce(sealing, hourSealKey(place.hour), claimed);
}
