import { parseArgs } from "node:util";
import { confirmProposal, type Proposal, readProposal } from "../../lib/certificates/confirm-metadata.ts";
import { tellUntold } from "../../lib/certificates/tell-untold.ts";
import { ChangedMeanwhile } from "../../lib/certificates/trust-table.ts";
import type { PinnedCertificate } from "../../lib/config/configuration.ts";
import { nearest } from "../../lib/config/nearest.ts";
import { printable } from "../../lib/events/printable.ts";
import { type Surroundings, UsageError } from "../command.ts";
import { bounded } from "../roles/bounded.ts";
import { whoIsThere } from "../roles/parts.ts";
import { STACK_OPTIONS } from "../stack.ts";
import { originOf, STAGE_OPTIONS, withCertificates, withTelling } from "./parts.ts";

/** As much of a proposal's hash as a person copies. */
const SHOWN = 16;

function certificateLine(sign: string, { fingerprint, notBefore, notAfter }: PinnedCertificate): string {
  return `  ${sign} certificate ${fingerprint}, ${notBefore.toISOString().slice(0, 10)} to ${notAfter.toISOString().slice(0, 10)}`;
}

/** What would change, in full: the fingerprints are what the provider is asked about. */
function describe({ policy, candidate, current, after, difference }: Proposal): readonly string[] {
  const [old, now] = [current.read.metadata, after.metadata];
  const { added, removed, changes } = difference;
  const of = (certificates: readonly PinnedCertificate[], chosen: readonly string[]) =>
    certificates.filter(({ fingerprint }) => chosen.includes(fingerprint));
  const staying = now.certificates.filter(({ fingerprint }) => !added.includes(fingerprint));
  return [
    `${policy.id} (${printable(old.entityId)}) publishes other metadata at ${printable(candidate.value.location)}:`,
    ...of(now.certificates, added).map((each) => certificateLine("+", each)),
    ...of(old.certificates, removed).map((each) => certificateLine("-", each)),
    ...staying.map((each) => certificateLine("=", each)),
    ...(changes.includes("single-sign-on-changed")
      ? [
          `  signs in at ${printable(now.singleSignOnUrl ?? "nowhere by redirect")}, before at ${printable(old.singleSignOnUrl ?? "nowhere by redirect")}`,
        ]
      : []),
    ...(changes.includes("requests-signed-changed")
      ? [
          `  wants AuthnRequests ${now.wantAuthnRequestsSigned ? "signed" : "unsigned"}, before ${old.wantAuthnRequestsSigned ? "signed" : "unsigned"}`,
        ]
      : []),
    ...(changes.includes("validity-changed")
      ? [
          `  valid until ${after.validUntil?.toISOString() ?? "further notice"}, before ${current.read.validUntil?.toISOString() ?? "further notice"}`,
        ]
      : []),
  ];
}

/** `samltrail certificates confirm`. */
export async function confirm(args: readonly string[], { out, error, now }: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...STACK_OPTIONS, ...STAGE_OPTIONS, proposal: { type: "string" }, by: { type: "string" } },
  });
  const [id, ...files] = positionals;
  if (id === undefined) throw new UsageError("expected the id of an identity provider after confirm");
  return withCertificates(values, files, now, async (parts) => {
    const configuration = await parts.load();
    const policy = configuration.identityProviders.find((each) => each.id === id);
    if (!policy) {
      const known = configuration.identityProviders.map((each) => each.id);
      const meant = nearest(id, known);
      throw new UsageError(
        `there is no identity provider ${printable(id, 40)}; ${meant ? `did you mean ${meant}?` : `known are ${known.join(", ")}`}`,
      );
    }
    const proposal = await readProposal(parts.table, policy, parts.trustDirectory, now);
    if (!proposal || proposal.difference.changes.length === 0) {
      error(`nothing of ${id} waits for confirmation; watch-certificates looks once a day`);
      error(
        `(what it saw is void where another ${policy.metadata} is deployed since, or lies in ${parts.trustDirectory})`,
      );
      return 1;
    }
    for (const line of describe(proposal)) out(line);
    const hash = proposal.candidate.value.proposal;
    const named = values.proposal;
    if (named === undefined) {
      out("");
      out(
        "Nothing is changed yet. Ask the provider on another way (its console, a call) whether these are its fingerprints, then run",
      );
      out(`  samltrail certificates confirm ${positionals.join(" ")} --proposal ${hash.slice(0, SHOWN)}`);
      return 1;
    }
    if (named.length < SHOWN || !hash.startsWith(named)) {
      error(`the proposal is ${hash.slice(0, SHOWN)} by now, not ${printable(named, 64)}: look at what it says above`);
      return 1;
    }
    const by = bounded("by", values.by ?? (await whoIsThere(values)), 256);
    try {
      await withTelling(parts, async (telling) => {
        await tellUntold(telling);
        await confirmProposal(parts.table, proposal, { by, origin: originOf(configuration, now) });
        await tellUntold(telling);
      });
    } catch (failure) {
      if (!(failure instanceof ChangedMeanwhile)) throw failure;
      error(`something else was accepted for ${id} meanwhile: look again`);
      return 1;
    }
    out("");
    out(
      `confirmed by ${by}: every function uses it within five minutes. To keep it with the next deployment as well, replace`,
    );
    out(`${policy.metadata} in the trust directory by it: while another file is deployed, that file counts.`);
    return 0;
  });
}
