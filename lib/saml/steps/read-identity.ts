import type { KeyObject } from "node:crypto";
import type { IdentityProvider, ServiceProvider } from "../../config/configuration.ts";
import type { Pseudonymizer } from "../../identity/pseudonyms.ts";
import type { Assertion, NameId } from "../assertion/assertion.ts";
import { readRoles, UnreadableRoles } from "../assertion/read-roles.ts";
import { decryptNameId } from "../encryption/decrypt-name-id.ts";
import type { Refuse } from "../refusal.ts";
import { defineStep } from "../step.ts";
import { trimSpace } from "../xml/white-space.ts";

interface Needs {
  readonly assertion: Assertion;
  readonly provider: IdentityProvider;
  readonly configuration: { readonly serviceProvider: Pick<ServiceProvider, "entityId"> };
}

export interface Identified {
  readonly person: {
    /** Pseudonym. */
    readonly subject: string;
    /** What names the person at the provider: a personal value, never logged. */
    readonly nameId: string;
    /** For greeting only. */
    readonly displayName: string;
  };
  /** The roles in the role attribute, each once, in the order they came. */
  readonly samlRoles: readonly string[];
}

const TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
const MAXIMUM_LENGTH = 1024;
const MAXIMUM_ROLES = 100;

/** Who the person is, under a pseudonym, and which roles the provider says they have. */
export const readIdentity = (pseudonymizer: Pseudonymizer, privateKeys: readonly KeyObject[]) =>
  defineStep("read-identity", ({ assertion, provider, configuration }: Needs, { refuse }): Identified => {
    const valuesOf = (name: string) => assertion.attributes.find((each) => each.name === name)?.values ?? [];
    const missing = provider.requiredAttributes.filter((name) => valuesOf(name).every((value) => value.trim() === ""));
    if (missing.length > 0)
      throw refuse("attributes", { problem: "required-attribute-missing", expected: missing.join(" ") });

    const nameId = nameIdOf(assertion, provider, privateKeys, refuse);
    const { entityId } = configuration.serviceProvider;
    if (nameId.spNameQualifier !== null && nameId.spNameQualifier !== entityId)
      throw refuse("name-id", { problem: "sp-name-qualifier", found: nameId.spNameQualifier, expected: entityId });
    const named = subjectOf(nameId, provider, valuesOf, refuse);

    const samlRoles = rolesOf(valuesOf(provider.roleAttribute), provider, refuse);
    if (samlRoles.length > MAXIMUM_ROLES)
      throw refuse("attributes", {
        problem: "too-many-roles",
        found: String(samlRoles.length),
        expected: `at most ${MAXIMUM_ROLES}`,
      });
    const displayName =
      provider.displayNameAttribute === undefined ? undefined : valuesOf(provider.displayNameAttribute)[0];
    return {
      person: {
        subject: pseudonymizer.subject({ issuer: provider.entityId, ...named }),
        nameId: named.value,
        displayName: (displayName?.trim() || named.value).slice(0, 128),
      },
      samlRoles,
    };
  });

function rolesOf(
  values: readonly string[],
  provider: IdentityProvider,
  refuse: Refuse<"read-identity">,
): readonly string[] {
  try {
    return readRoles(values, provider);
  } catch (error) {
    if (!(error instanceof UnreadableRoles)) throw error;
    const { problem, found, expected } = error;
    throw refuse("attributes", { problem, found, expected: `${provider.roleAttribute}: ${expected}` });
  }
}

function nameIdOf(
  assertion: Assertion,
  provider: IdentityProvider,
  privateKeys: readonly KeyObject[],
  refuse: Refuse<"read-identity">,
): NameId {
  if (assertion.nameId) return assertion.nameId;
  if (assertion.encryptedId === null) throw refuse("name-id", { problem: "no-name-id" });
  try {
    // The ciphertext stands in an assertion whose signature is verified by now.
    return decryptNameId(assertion.encryptedId, privateKeys, { allowCbc: provider.allowCbcDecryption });
  } catch (cause) {
    throw refuse("decryption", { problem: "encrypted-name-id", cause });
  }
}

/** The stable name of the person: the configured attribute, or the NameID where it is not transient. */
function subjectOf(
  nameId: NameId,
  provider: IdentityProvider,
  valuesOf: (name: string) => readonly string[],
  refuse: Refuse<"read-identity">,
): NameId {
  const { subjectAttribute } = provider;
  if (subjectAttribute !== undefined) {
    const [value, ...more] = valuesOf(subjectAttribute).map(trimSpace);
    if (!value || more.length > 0 || value.length > MAXIMUM_LENGTH)
      throw refuse("attributes", { problem: "subject-attribute", expected: `one value of ${subjectAttribute}` });
    return { value, format: `attribute:${subjectAttribute}`, nameQualifier: null, spNameQualifier: null };
  }
  if (nameId.format === TRANSIENT) throw refuse("name-id", { problem: "transient-name-id", found: TRANSIENT });
  const value = trimSpace(nameId.value);
  if (value === "" || value.length > MAXIMUM_LENGTH)
    throw refuse("name-id", { problem: value === "" ? "empty-name-id" : "name-id-too-long" });
  return { ...nameId, value };
}
