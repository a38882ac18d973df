import { countEvents } from "./counts.ts";
import type { EventFacts } from "./event-facts.ts";
import { endOf, type Hour, startOf } from "./hours.ts";
import { type EarlierLeaf, idHour, type LeafList, type Lines, leafList, resolveLeaves } from "./leaves.ts";
import { merkleRoot } from "./merkle.ts";
import type { HourSeal, PublicKey, Sealed } from "./seal.ts";
import { appendToLog, EMPTY_LOG } from "./seal-log.ts";
import { sequencesOf } from "./sequences.ts";

/** What the seal follows: the seal before it, or, for the first, what began the chain. */
export type Predecessor = { readonly hour: null; readonly hash: string } | (Sealed<HourSeal> & { readonly hour: Hour });

export interface HourInputs {
  readonly hour: Hour;
  readonly sealedAt: Date;
  readonly codeVersion: string;
  /** In the order of their keys. */
  readonly objects: HourSeal["objects"];
  readonly lines: Lines;
  readonly earlier: ReadonlyMap<string, EarlierLeaf>;
  readonly findings: HourSeal["findings"];
  readonly predecessor: Predecessor;
  readonly key: PublicKey;
  readonly nextKey: PublicKey | null;
}

export interface BuiltSeal {
  readonly body: HourSeal;
  readonly list: LeafList;
}

const hoursOf = (events: readonly EventFacts[]): string[] => [...new Set(events.map(({ id }) => idHour(id)))].sort();

const publicPart = ({ id, publicKey }: PublicKey): PublicKey => ({ id, publicKey });

/** The log that a seal continues: everything before it. */
function logBefore(predecessor: Predecessor): HourSeal["log"] {
  if (predecessor.hour === null) return EMPTY_LOG;
  const { size, frontier } = appendToLog(predecessor.body.log, predecessor.hash);
  return { size, frontier: [...frontier] };
}

/** The same inputs give the same seal, byte for byte. */
export function buildHourSeal(inputs: HourInputs): BuiltSeal {
  const { hour, predecessor } = inputs;
  const resolved = resolveLeaves(hour, inputs.lines, inputs.earlier);
  const list = leafList(resolved);
  const events = resolved.leaves.map(([, facts]) => facts);
  const body: HourSeal = {
    kind: "hour",
    version: 1,
    window: { from: startOf(hour).toISOString(), to: endOf(hour).toISOString() },
    sealedAt: inputs.sealedAt.toISOString(),
    codeVersion: inputs.codeVersion,
    leafCount: events.length,
    root: merkleRoot(resolved.leaves.map(([leaf]) => leaf)),
    leafList: list.sha256,
    counts: countEvents(events),
    sequences: [...sequencesOf(events)],
    idHours: hoursOf(events),
    objects: inputs.objects,
    repeats: resolved.repeats,
    conflicts: resolved.conflicts,
    findings: inputs.findings,
    previous: { hour: predecessor.hour, hash: predecessor.hash },
    log: logBefore(predecessor),
    key: publicPart(inputs.key),
    nextKey: inputs.nextKey && publicPart(inputs.nextKey),
  };
  return { body, list };
}
