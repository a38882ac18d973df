import { parseArgs } from "node:util";
import { remedyOf } from "../../lib/certificates/announce-expiry.ts";
import { type KnownCertificate, listCertificates } from "../../lib/certificates/inventory.ts";
import { type CandidateItem, candidateItem, candidateKey } from "../../lib/certificates/metadata-items.ts";
import { readOverlay, watchedProviders } from "../../lib/certificates/read-overlay.ts";
import { nextStep, readRotation } from "../../lib/certificates/rotate.ts";
import { readItem } from "../../lib/certificates/trust-table.ts";
import { printable } from "../../lib/events/printable.ts";
import { type Surroundings, UsageError } from "../command.ts";
import { table } from "../demo/table.ts";
import { STACK_OPTIONS } from "../stack.ts";
import { type CertificatesParts, STAGE_OPTIONS, withCertificates } from "./parts.ts";

type State = "good" | "not yet valid" | "runs out" | "replaced" | "expired";

const OWN = ["signing", "decryption"] as const;

/** Whether somebody must act: a certificate that nothing follows runs out within so many days, or has. */
function stateOf({ notBefore, daysLeft, replaced, notAfter }: KnownCertificate, now: Date, days: number): State {
  if (notAfter <= now) return replaced ? "replaced" : "expired";
  if (notBefore > now) return "not yet valid";
  if (daysLeft >= days) return "good";
  return replaced ? "replaced" : "runs out";
}

interface Waiting {
  readonly identityProviderId: string;
  readonly candidate: CandidateItem;
}

async function readAll({ table: trust, load }: CertificatesParts, now: Date) {
  const deployed = await load();
  const identityProviderIds = watchedProviders(deployed.identityProviders);
  const configuration = await load(await readOverlay(trust, { identityProviderIds, own: OWN }, now));
  const candidates = await Promise.all(
    identityProviderIds.map(async (id) => ({ id, kept: await readItem(trust, candidateKey(id), candidateItem) })),
  );
  const waiting = candidates.flatMap(({ id, kept }): Waiting[] =>
    kept ? [{ identityProviderId: id, candidate: kept.value }] : [],
  );
  const { signingCertificate, decryptionCertificates } = deployed.serviceProvider;
  const deployedOwn = {
    signing: signingCertificate === null ? [] : [signingCertificate],
    decryption: decryptionCertificates,
  };
  const rotations = await Promise.all(
    OWN.map(async (purpose) => {
      const { counts } = await readRotation({ table: trust, purpose, deployed: deployedOwn[purpose] });
      return { purpose, counts, next: nextStep(counts) };
    }),
  );
  return {
    certificates: listCertificates(configuration, now),
    waiting,
    rotations,
    watched: new Set(identityProviderIds),
  };
}

const HEAD = ["of", "purpose", "subject", "fingerprint", "not before", "not after", "days left", "state"] as const;

const day = (date: Date) => date.toISOString().slice(0, 10);

function cells(certificate: KnownCertificate, state: State): readonly string[] {
  const { identityProviderId, use, subject, fingerprint, notBefore, notAfter, daysLeft } = certificate;
  return [
    identityProviderId ?? "service provider",
    use,
    printable(subject, 48),
    fingerprint.slice(0, 16),
    day(notBefore),
    day(notAfter),
    String(daysLeft),
    state,
  ];
}

function readDays(value: string): number {
  const days = Number(value);
  if (Number.isInteger(days) && days >= 0 && days <= 3650) return days;
  throw new UsageError(`--days: expected a number of days up to 3650, found ${printable(value, 40)}`);
}

/** `samltrail certificates`. */
export async function listAll(args: readonly string[], { out, now }: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...STACK_OPTIONS,
      ...STAGE_OPTIONS,
      days: { type: "string", default: "30" },
      json: { type: "boolean", default: false },
    },
  });
  const days = readDays(values.days);
  const { certificates, waiting, rotations, watched } = await withCertificates(values, positionals, now, (parts) =>
    readAll(parts, now),
  );
  const rows = certificates.map((certificate) => ({ certificate, state: stateOf(certificate, now, days) }));
  const urgent = rows.filter(({ state }) => state === "runs out" || state === "expired");
  const underWay = rotations.flatMap(({ purpose, counts, next }) =>
    counts === null || counts.phase === "withdrawn" ? [] : [{ purpose, phase: counts.phase, next }],
  );
  if (values.json) {
    out(
      JSON.stringify(
        {
          certificates: rows.map(({ certificate, state }) => ({ ...certificate, state })),
          waiting: waiting.map(({ identityProviderId, candidate: { document: _, ...said } }) => ({
            identityProviderId,
            ...said,
          })),
          rotations: underWay,
        },
        null,
        2,
      ),
    );
  } else {
    out(
      rows.length > 0
        ? table(
            HEAD,
            rows.map(({ certificate, state }) => cells(certificate, state)),
          )
        : "no certificates",
    );
    if (urgent.length + waiting.length + underWay.length > 0) out("");
    for (const { certificate } of urgent) {
      const { identityProviderId, use, fingerprint } = certificate;
      const isWatched = identityProviderId !== null && watched.has(identityProviderId);
      out(
        `${identityProviderId ?? "service provider"} ${use} ${fingerprint.slice(0, 16)}: ${remedyOf(certificate, isWatched)}`,
      );
    }
    for (const { identityProviderId, candidate } of waiting) {
      out(
        `${identityProviderId}: metadata seen ${candidate.seenAt.slice(0, 16).replace("T", " ")} ${candidate.outcome === "refused" ? "is refused: it " : ""}${printable(candidate.problem, 400)}`,
      );
    }
    for (const { purpose, phase, next } of underWay) {
      out(
        `service provider ${purpose}: being rolled, the new certificate is ${phase}; next: samltrail certificates rotate --purpose ${purpose} --step ${next.step}${next.from && next.from > now ? `, from ${next.from.toISOString().slice(0, 16).replace("T", " ")}` : ""}`,
      );
    }
  }
  return urgent.length + waiting.length > 0 ? 1 : 0;
}
