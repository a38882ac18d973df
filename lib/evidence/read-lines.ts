import { hash } from "node:crypto";
import type { EvidenceReader, ListedObject } from "./evidence-store.ts";
import { readEventsKey } from "./keys-in-bucket.ts";
import { addLines, type Lines } from "./leaves.ts";
import type { Finding, HourSeal } from "./seal.ts";

/** Objects read at once: enough to hide the network, few enough to bound memory. */
const AT_ONCE = 16;

type Wanted = Pick<ListedObject, "key" | "version">;

export interface ReadLines {
  /** Those that are what their names say, and that `lines` has. */
  readonly objects: HourSeal["objects"];
  readonly lines: Lines;
  readonly findings: readonly Finding[];
}

/** Reads objects in the order given, a few at a time. An object that does not hash to its name is a finding, not evidence. */
export async function readLines(store: EvidenceReader, wanted: readonly Wanted[]): Promise<ReadLines> {
  const objects: HourSeal["objects"] = [];
  const findings: Finding[] = [];
  const lines: Lines = new Map();
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    const group = wanted.slice(start, start + AT_ONCE);
    const bodies = await Promise.all(group.map(({ key, version }) => store.read(key, version)));
    for (const [index, { key, version }] of group.entries()) {
      const body = bodies[index];
      if (!body || hash("sha256", body) !== readEventsKey(key)?.sha256) findings.push({ kind: "altered", key });
      else {
        addLines(lines, body.toString("utf8"));
        objects.push({ key, version, bytes: body.length });
      }
    }
  }
  return { objects, lines, findings };
}
