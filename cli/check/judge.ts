/** Judges one case alone: its own clock, provider and service provider, no ledger, no replay between cases. */
import { randomBytes } from "node:crypto";
import { certificateFromPem } from "../../lib/config/certificate.ts";
import type { Configuration, IdentityProvider } from "../../lib/config/configuration.ts";
import { retentionSchema } from "../../lib/config/retention.ts";
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm, stageSchema } from "../../lib/config/schema.ts";
import { createPseudonymizer } from "../../lib/identity/pseudonyms.ts";
import { pruningSchema } from "../../lib/roles/pruning/policy.ts";
import { validationSequence } from "../../lib/saml/login-sequence.ts";
import type { SchemaValidator } from "../../lib/saml/schema/schema-validator.ts";
import { readIdentity } from "../../lib/saml/steps/read-identity.ts";
import type { Case } from "./case.ts";
import { matchExpected } from "./match-expected.ts";

export interface Verdict {
  readonly id: string;
  readonly outcome: "accept" | "reject";
  readonly step: string | null;
  readonly reason: string | null;
  /** What exactly was wrong. */
  readonly problem: string | null;
  readonly nameId: string | null;
  readonly ms: number;
}

function configurationOf({ identityProvider, serviceProvider, clockSkewSeconds }: Case): Configuration {
  const algorithms = Object.keys(SIGNATURE_ALGORITHMS) as SignatureAlgorithm[];
  const provider: IdentityProvider = {
    id: "case",
    name: "the case's provider",
    metadata: "none",
    entityId: identityProvider.entityId,
    certificates: identityProvider.certificates.map(certificateFromPem),
    mayStartLogin: true,
    clockSkewSeconds,
    signatureAlgorithms: algorithms.filter((name) => name !== "rsa-sha1" || identityProvider.allowSha1),
    wantSigned: "either",
    expiredCertificates: "warn",
    trustMetadataRollover: false,
    allowCbcDecryption: false,
    roleAttribute: "role",
    roleFormat: "multiple",
    roleDelimiter: ";",
    requiredAttributes: [],
    authnContexts: [],
    singleSignOnUrl: null,
    wantAuthnRequestsSigned: false,
  };
  return {
    stage: "check",
    environment: "check",
    environments: ["check"],
    accounts: {},
    serviceProvider: {
      ...serviceProvider,
      baseUrl: serviceProvider.acsUrl,
      nameIdFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
      signingCertificate: null,
      furtherSigningCertificates: [],
      decryptionCertificates: [],
    },
    relayState: { allowed: ["/"], default: "/" },
    session: { minutes: 60 },
    schemaValidator: "libxml2-wasm",
    flood: { eventsPerMinute: 1 },
    metrics: { roleLimit: 1 },
    pruning: pruningSchema.parse({}),
    retention: retentionSchema.parse({}),
    deployment: stageSchema.shape.deployment.parse({}),
    alarms: stageSchema.shape.alarms.parse({}),
    identityProviders: [provider],
    roleMappings: [],
  };
}

/** Subjects are of no interest here, so a key of the moment will do. */
const pseudonymizer = createPseudonymizer({ current: "check", keys: { check: randomBytes(32) } });

/** @returns the verdict, with the time it took in milliseconds */
export async function judge(given: Case, validator: SchemaValidator): Promise<Verdict> {
  const steps = validationSequence({ validator, decryptionKeys: [] })
    .followedBy(matchExpected(given.inResponseTo))
    .followedBy(readIdentity(pseudonymizer, []));
  const body = Buffer.from(new URLSearchParams({ SAMLResponse: given.samlResponse }).toString());
  const outcome = await steps.run({
    form: { method: "POST", contentType: "application/x-www-form-urlencoded", body },
    now: new Date(given.at),
    configuration: configurationOf(given),
  });
  const ms = Math.round(outcome.steps.reduce((sum, step) => sum + step.ms, 0) * 1000) / 1000;
  if (outcome.outcome === "refused") {
    const { step, refusal } = outcome;
    return {
      id: given.id,
      outcome: "reject",
      step,
      reason: refusal.reason,
      problem: refusal.problem,
      nameId: null,
      ms,
    };
  }
  const nameId = outcome.known.person.nameId;
  return { id: given.id, outcome: "accept", step: null, reason: null, problem: null, nameId, ms };
}
