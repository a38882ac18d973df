import { canonicalJson } from "../../archive/canonical-json.ts";
import type { EvidenceReader } from "../evidence-store.ts";
import { leavesKey } from "../keys-in-bucket.ts";
import { merkleLevels } from "../merkle.ts";
import { inclusionProof } from "../merkle-proofs.ts";
import { ChainFault, type HourSeal } from "../seal.ts";
import type { Signed } from "../seal-reader.ts";

/** No seal of the period has an event of that id. */
export class UnknownEvent extends Error {
  override readonly name = "UnknownEvent";
}

interface EventProof {
  readonly id: string;
  readonly hour: string;
  readonly leaf: string;
  readonly index: number;
  readonly path: readonly string[];
}

/**
 * Proofs that single events are leaves of their hours' trees.
 * @returns the package's file `proofs.json`
 * @throws UnknownEvent
 */
export async function proveEvents(store: EvidenceReader, seals: readonly Signed<HourSeal>[], ids: readonly string[]) {
  const wanted = new Set(ids);
  const proofs: EventProof[] = [];
  for (const { body } of seals) {
    if (body.leafCount === 0 || wanted.size === 0) continue;
    const hour = body.window.from.slice(0, 13);
    const list = await store.read(leavesKey(hour, body.leafList));
    if (!list) throw new ChainFault(`${leavesKey(hour, body.leafList)} is missing`);
    const entries = list
      .toString("utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" "));
    const found = [...entries.entries()].filter(([, [, id = ""]]) => wanted.delete(id));
    const levels = found.length > 0 ? merkleLevels(entries.map(([leaf = ""]) => leaf)) : [];
    for (const [index, [leaf = "", id = ""]] of found)
      proofs.push({ id, hour, leaf, index, path: inclusionProof(levels, index) });
  }
  const [unknown] = wanted;
  if (unknown !== undefined) throw new UnknownEvent(`no seal of the period has the event ${unknown}`);
  return { path: "proofs.json", content: Buffer.from(canonicalJson(proofs)) };
}
