/** The sample's events, each with the proof that it is in its seal; what cannot be proven is said. */

import { canonicalJson } from "../../archive/canonical-json.ts";
import type { EvidenceReader } from "../evidence-store.ts";
import { proveEvents } from "../package/prove-events.ts";
import { ChainFault, type HourSeal } from "../seal.ts";
import type { Signed } from "../seal-reader.ts";
import type { Report, Unread } from "./report.ts";
import type { Drawn } from "./sample.ts";

export async function proveSample(
  store: EvidenceReader,
  seals: readonly Signed<HourSeal>[],
  drawn: readonly Drawn[],
  onUnread: (unread: Unread) => void,
): Promise<{ readonly sample: Report["sample"]["events"]; readonly proofs: Buffer }> {
  const byHour = new Map<string, string[]>();
  for (const { hour, eventId } of drawn) byHour.set(hour, [...(byHour.get(hour) ?? []), eventId]);
  const proofs: unknown[] = [];
  const proven = new Set<string>();
  for (const seal of seals) {
    const hour = seal.body.window.from.slice(0, 13);
    const ids = byHour.get(hour);
    if (!ids) continue;
    try {
      const { content } = await proveEvents(store, [seal], ids);
      proofs.push(...(JSON.parse(content.toString("utf8")) as unknown[]));
      for (const id of ids) proven.add(id);
    } catch (error) {
      if (!(error instanceof ChainFault)) throw error;
      onUnread({ kind: "proof-missing", where: `the sample's events of ${hour}`, what: error.message });
    }
  }
  const sample = drawn.map((each) => ({ ...each, proven: proven.has(each.eventId) }));
  return { sample, proofs: Buffer.from(canonicalJson(proofs)) };
}
