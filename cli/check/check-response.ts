/** Judges one response with the steps of a login, against a stage's configuration and without a ledger. */
import { type KeyObject, randomBytes } from "node:crypto";
import type { Configuration } from "../../lib/config/configuration.ts";
import { createPseudonymizer } from "../../lib/identity/pseudonyms.ts";
import { newMapping, type RoleMappings } from "../../lib/roles/role-mapping.ts";
import { certificateWarning } from "../../lib/saml/certificate-dates.ts";
import { validationSequence } from "../../lib/saml/login-sequence.ts";
import { createSchemaValidator } from "../../lib/saml/schema/create-schema-validator.ts";
import { readIdentity } from "../../lib/saml/steps/read-identity.ts";
import { resolveRoles } from "../../lib/saml/steps/resolve-roles.ts";
import { explain } from "./explain.ts";
import { matchExpected } from "./match-expected.ts";
import type { FoundResponse } from "./read-response.ts";
import type { CheckedStep, CheckReport } from "./report.ts";

export interface CheckOptions {
  readonly configuration: Configuration;
  readonly at: Date;
  readonly decryptionKeys: readonly KeyObject[];
  /** `any`, `none`, or the ID of the AuthnRequest that was sent. */
  readonly inResponseTo: string;
}

/** The mappings of the stage's file: what is in the table, pruned ones for example, is not looked at. */
function mappingsOf({ roleMappings }: Configuration): RoleMappings {
  return {
    find: async (provider, samlRoles) =>
      roleMappings
        .filter(({ identityProvider, samlRole }) => identityProvider === provider && samlRoles.includes(samlRole))
        .map((definition) => newMapping(definition, null)),
  };
}

export async function checkResponse(response: FoundResponse, options: CheckOptions): Promise<CheckReport> {
  const { configuration, at, decryptionKeys, inResponseTo } = options;
  const validator = createSchemaValidator(configuration.schemaValidator);
  // Pseudonyms are not shown, so a key of the moment will do.
  const pseudonymizer = createPseudonymizer({ current: "check", keys: { check: randomBytes(32) } });
  const steps = validationSequence({ validator, decryptionKeys })
    .followedBy(matchExpected(inResponseTo))
    .followedBy(readIdentity(pseudonymizer, decryptionKeys))
    .followedBy(resolveRoles(mappingsOf(configuration)));
  const body = Buffer.from(new URLSearchParams({ SAMLResponse: response.samlResponse }).toString());
  const outcome = await steps.run({
    form: { method: "POST", contentType: "application/x-www-form-urlencoded", body },
    now: at,
    configuration,
  });
  const refused = outcome.outcome === "refused" ? outcome : null;
  const checked = steps.names.map((name): CheckedStep => {
    const timing = outcome.steps.find((step) => step.name === name);
    return {
      name,
      outcome: timing ? (refused?.step === name ? "refused" : "passed") : "not-reached",
      ms: timing?.ms ?? null,
    };
  });
  const shared = {
    foundIn: response.foundIn,
    at: at.toISOString(),
    identityProvider: outcome.known.provider?.id ?? null,
    steps: checked,
  };
  if (outcome.outcome === "refused") {
    const { step, refusal } = outcome;
    const { reason, problem, found, expected } = refusal;
    const remedy = explain(refusal, at);
    return {
      outcome: "refused",
      ...shared,
      refusal: { step, reason, problem, found, expected, remedy },
      accepted: null,
    };
  }
  const { person, provider, firstReading, roles } = outcome.known;
  return {
    outcome: "accepted",
    ...shared,
    refusal: null,
    accepted: {
      nameId: person.nameId,
      displayName: person.displayName,
      signedElement: firstReading.signedElement,
      signatureAlgorithm: firstReading.signatureAlgorithm,
      certificateFingerprint: firstReading.certificateFingerprint,
      warning: certificateWarning(provider, firstReading.certificateFingerprint, at),
      granted: roles.granted.map(({ samlRole, iamRole }) => ({ samlRole, iamRole })),
      refused: roles.refused,
    },
  };
}
