/** CC6.1: nobody gets in whom the identity provider did not vouch for. */
import { createCompactSet } from "../compact-set.ts";
import { at, type Criterion, eachOf, isOf, type PopulationTest } from "../criterion.ts";

/** Steps that every login must have passed; docs/validation.md says what each demands. */
const REQUIRED = [
  "inspect-xml",
  "validate-schema",
  "verify-with-libxml2",
  "verify-with-samlify",
  "compare-readings",
  "check-subject-confirmation",
  "check-conditions",
  "match-request",
] as const;

const readTwice: PopulationTest = {
  id: "read-twice",
  asks: `Did each login pass ${REQUIRED.join(", ")}, so that two independent readings verified the same signed bytes, for us and in time?`,
  parameters: { requiredSteps: REQUIRED },
  populations: ["logins"],
  ...eachOf("Login Succeeded", ({ steps }) => {
    const passed = new Set<string>(steps.map(({ name }) => name));
    const missing = REQUIRED.filter((name) => !passed.has(name));
    return missing.length > 0 ? `its record does not name ${missing.join(", ")}` : null;
  }),
};

const WEAK = /sha1|md5/i;

const strongSignatures: PopulationTest = {
  id: "strong-signatures",
  asks: "Was each login signed by a key that is pinned for its provider, with an algorithm that uses neither SHA-1 nor MD5?",
  parameters: { refusedAlgorithms: ["SHA-1", "MD5"] },
  populations: ["logins"],
  ...eachOf("Login Succeeded", ({ assertion, identityProvider }) => {
    if (WEAK.test(assertion.signatureAlgorithm)) return `signed with ${assertion.signatureAlgorithm}`;
    return identityProvider.certificateFingerprint ? null : "no pinned certificate is named";
  }),
};

const usedOnce: PopulationTest = {
  id: "assertion-used-once",
  asks: "Did each assertion let somebody in once only?",
  populations: ["logins"],
  types: ["Login Succeeded"],
  start(tell) {
    const seen = createCompactSet();
    return {
      see(sealed) {
        if (!isOf(sealed.event, "Login Succeeded")) return;
        const { idHash } = sealed.event.data.assertion;
        if (seen.add(idHash)) tell({ ...at(sealed), what: `the assertion ${idHash} had let somebody in before` });
      },
    };
  },
};

const inTime: PopulationTest = {
  id: "credentials-bounded",
  asks: "Do the credentials that were given out last an hour at most, and name the person they were given to?",
  parameters: { maximumSeconds: 3600 },
  populations: ["credentials"],
  ...eachOf("Role Credentials Issued", ({ durationSeconds, sourceIdentity }) => {
    if (durationSeconds > 3600) return `they last ${durationSeconds} s`;
    return sourceIdentity === "" ? "they name no source identity" : null;
  }),
};

export const cc61: Criterion = {
  id: "CC6.1",
  title: "Logical access is protected",
  claim:
    "A person gets in only with an assertion that their company's identity provider signed with a pinned key, that two independent readings agree on, that is meant for this service, in time, and never used before.",
  limits:
    "How the identity provider authenticated the person is the provider's to show; the logins name the method it stated.",
  tests: [readTwice, strongSignatures, usedOnce, inTime],
};
