import { parseArgs } from "node:util";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ulid } from "ulid";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import type { OwnItem } from "../../lib/certificates/own-item.ts";
import { UnexpectedSecret } from "../../lib/certificates/own-keys.ts";
import {
  nextStep,
  RotationRefused,
  type RotationStep,
  readRotation,
  rotate as rotateOnce,
} from "../../lib/certificates/rotate.ts";
import { ChangedMeanwhile } from "../../lib/certificates/trust-table.ts";
import type { Configuration } from "../../lib/config/configuration.ts";
import type { OwnPurpose } from "../../lib/config/trust-overlay.ts";
import { makeKeyAndCertificate } from "../../local/first-start/certificate.ts";
import { type Surroundings, UsageError } from "../command.ts";
import { bounded } from "../roles/bounded.ts";
import { whoIsThere } from "../roles/parts.ts";
import { STACK_OPTIONS, stackResources } from "../stack.ts";
import { STAGE_OPTIONS, withCertificates } from "./parts.ts";

const STEPS: readonly RotationStep[] = ["publish", "use", "withdraw"];

/** Three years: long enough not to be a chore, short enough that somebody still knows how. */
const VALID_DAYS = 3 * 365;

function purposeOf(value: string | undefined): OwnPurpose {
  if (value === "signing" || value === "decryption") return value;
  throw new UsageError("--purpose: expected signing or decryption");
}

function stepOf(value: string | undefined): RotationStep | undefined {
  const step = STEPS.find((each) => each === value);
  if (value !== undefined && step === undefined) throw new UsageError(`--step: expected one of ${STEPS.join(", ")}`);
  return step;
}

const deployedOf = ({ serviceProvider }: Configuration, purpose: OwnPurpose): readonly string[] => {
  const { signingCertificate, decryptionCertificates } = serviceProvider;
  if (purpose === "decryption") return decryptionCertificates;
  return signingCertificate === null ? [] : [signingCertificate];
};

const minute = (date: Date | string) => new Date(date).toISOString().slice(0, 16).replace("T", " ");

/** What became of the step, and what the identity providers are to be told now. */
function described(
  purpose: OwnPurpose,
  { phase, next, publishedFrom }: OwnItem,
  metadataUrl: string,
): readonly string[] {
  const again = `samltrail certificates rotate --purpose ${purpose}`;
  if (phase === "published") {
    return [
      `published: ${metadataUrl} has the new ${purpose} certificate beside the old one, from ${minute(publishedFrom)} UTC (within five minutes).`,
      purpose === "signing"
        ? "AuthnRequests are still signed with the old key. Tell each identity provider that wants them signed to trust the new\ncertificate beside the old one: by reading our metadata again, or by this certificate:"
        : `Both keys decrypt, everywhere by then; not before, tell each identity provider that encrypts to use the new certificate: by\nreading our metadata again, or by this certificate:`,
      "",
      next.trim(),
      "",
      `When all of them have it: ${again} --step use`,
    ];
  }
  if (phase === "used") {
    return [
      purpose === "signing"
        ? "used: AuthnRequests are signed with the new key, everywhere within 15 minutes. Our metadata still has both certificates."
        : "used: our metadata has the new certificate only. The old key still decrypts.",
      purpose === "signing"
        ? "Tell each identity provider that the old certificate may go. If one refuses our requests now, it has not taken the new one."
        : "See that every identity provider encrypts to the new certificate: what is encrypted to the old one will be refused.",
      `Then: ${again} --step withdraw`,
    ];
  }
  return [
    purpose === "signing"
      ? "withdrawn: the old certificate is out of our metadata. Nothing is left to tell."
      : "withdrawn: the old key is out of the secret; only the new one decrypts.",
    "Put the new certificate into the trust directory, under the name that the stage file has, for the next deployment:",
    "",
    next.trim(),
  ];
}

/**
 * What our metadata lacks, as the identity providers see it, or null. A trust folder that is not the deployed one would lead to a
 * certificate that nobody ever publishes, and to a key that nobody knows.
 */
async function publicationProblem(metadataUrl: string, certificate: string): Promise<string | null> {
  const advice = "see that --trust is what is deployed, that five minutes have passed, and that the address is right";
  try {
    const response = await fetch(metadataUrl, { signal: AbortSignal.timeout(10_000) });
    const base64 = certificate.replace(/-----[^-]+-----|\s/g, "");
    const isThere = response.ok && (await response.text()).replace(/\s/g, "").includes(base64);
    return isThere ? null : `${metadataUrl} does not show the new certificate: ${advice}`;
  } catch (cause) {
    return `${metadataUrl} cannot be read (${(cause as Error).message}): ${advice}`;
  }
}

/** `samltrail certificates rotate`. */
export async function rotate(args: readonly string[], { out, error, now }: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...STACK_OPTIONS,
      ...STAGE_OPTIONS,
      purpose: { type: "string" },
      step: { type: "string" },
      "at-once": { type: "boolean", default: false },
      again: { type: "boolean", default: false },
      by: { type: "string" },
    },
  });
  const purpose = purposeOf(values.purpose);
  const asked = stepOf(values.step);
  return withCertificates(values, positionals, now, async ({ table, load }) => {
    const configuration = await load();
    const deployed = deployedOf(configuration, purpose);
    const { counts } = await readRotation({ table, purpose, deployed });
    const due = nextStep(counts);
    // To begin does no harm by itself; to go on may lock people out, so it is asked for by name.
    if (asked === undefined && due.step !== "publish") {
      const from = due.from && due.from > now ? `, from ${minute(due.from)} UTC` : "";
      out(
        `the new ${purpose} certificate is ${counts?.phase} since ${minute(counts?.changedAt ?? now)} UTC; next: --step ${due.step}${from}`,
      );
      return 1;
    }
    const metadataUrl = `${configuration.serviceProvider.baseUrl}/saml/metadata`;
    if (asked === "use" && counts !== null && !values["at-once"] && due.step === "use") {
      const problem = await publicationProblem(metadataUrl, counts.next);
      if (problem !== null) {
        error(problem);
        return 1;
      }
    }
    const ids = stackResources("SIGNING_KEY_SECRET", "DECRYPTION_KEYS_SECRET");
    const by = bounded("by", values.by ?? (await whoIsThere(values)), 256);
    const client = new SecretsManagerClient(clientSettings);
    try {
      const item = await rotateOnce(
        {
          purpose,
          table,
          secrets: { client, ids: { signing: ids.SIGNING_KEY_SECRET, decryption: ids.DECRYPTION_KEYS_SECRET } },
          deployed,
          make: () => makeKeyAndCertificate(`samltrail ${configuration.stage} ${purpose}`, now, VALID_DAYS),
          by,
          runId: ulid(now.getTime()),
          now,
          atOnce: values["at-once"],
        },
        asked ?? due.step,
        values.again,
      );
      for (const line of described(purpose, item, metadataUrl)) out(line);
      return 0;
    } catch (failure) {
      if (failure instanceof ChangedMeanwhile) error("somebody else rolls these keys at the same time: look again");
      else if (failure instanceof RotationRefused || failure instanceof UnexpectedSecret) error(failure.message);
      else throw failure;
      return 1;
    } finally {
      client.destroy();
    }
  });
}
