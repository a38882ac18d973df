/** The figures as a table in Markdown, fit for docs/benchmarks.md. */
import { LIMITS_MS, type LimitCase } from "./limit-case.ts";
import type { Judged } from "./login.ts";
import { PATIENCE_SECONDS, type PeerAnswer } from "./peer.ts";
import type { Cost } from "./processor-time.ts";

export interface Measured {
  readonly message: LimitCase;
  readonly bytes: number;
  readonly judged: Judged;
  readonly cost: Cost;
  /** `null` where samlify was not asked. */
  readonly peer: PeerAnswer | null;
}

/** What is not as it must be, in words; empty where all is well. */
export function faultsOf({ message, judged, cost }: Measured): string[] {
  const limit = LIMITS_MS[message.kind];
  const faults: string[] = [];
  if (cost.worst > limit) faults.push(`took ${cost.worst.toFixed(1)} ms, more than ${limit}`);
  if (message.outcome !== "either" && judged.outcome !== message.outcome)
    faults.push(`was ${judged.outcome}: ${judged.where}`);
  if (message.kind === "hostile" && judged.seenByXmlCrypto > 0) faults.push("reached xml-crypto");
  return faults;
}

function peerCell(peer: PeerAnswer | null): string {
  if (peer === null) return "";
  if (peer === "too long") return `> ${PATIENCE_SECONDS} s`;
  return peer === "ended" ? "process ended" : `${peer.ms.toFixed(0)} (${peer.outcome})`;
}

export const HEAD = [
  "| message | bytes | median ms | worst ms | outcome | samlify ms (outcome) |",
  "|---|---:|---:|---:|---|---:|",
];

export function row({ message, bytes, judged, cost, peer }: Measured): string {
  const times = `${cost.median.toFixed(1)} | ${cost.worst.toFixed(1)}`;
  return `| ${message.name} | ${bytes} | ${times} | ${judged.where} | ${peerCell(peer)} |`;
}

const dearest = (all: readonly Measured[]) =>
  all.reduce((most, each) => (each.cost.worst > most.cost.worst ? each : most));

/** One line a kind. */
export function summary(all: readonly Measured[]): string[] {
  return (Object.keys(LIMITS_MS) as (keyof typeof LIMITS_MS)[]).flatMap((kind) => {
    const these = all.filter(({ message }) => message.kind === kind);
    if (these.length === 0) return [];
    const most = dearest(these);
    const worst = `${most.cost.worst.toFixed(1)} ms (${most.message.name})`;
    const late = these.filter(({ peer }) => peer === "too long").length;
    const asked = these.filter(({ peer }) => peer !== null).length;
    return [
      `${kind}: ${these.length} messages, the dearest ${worst}, limit ${LIMITS_MS[kind]} ms` +
        (asked === 0 ? "" : `; samlify gave no answer within ${PATIENCE_SECONDS} s to ${late} of ${asked}`),
    ];
  });
}
