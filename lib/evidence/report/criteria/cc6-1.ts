/** CC6.1: nobody gets in whom the identity provider did not vouch for. */
import { hash } from "node:crypto";
import { createCompactSet } from "../compact-set.ts";
import { type Criterion, eachOf, type HourExamination, isOf, joined, type PopulationTest } from "../criterion.ts";
import type { SeenEvent } from "../sealed-events.ts";

/** Steps that every login must have passed; docs/validation.md says what each demands. */
export const REQUIRED = [
  "inspect-xml",
  "validate-schema",
  "verify-with-libxml2",
  "verify-with-samlify",
  "compare-readings",
  "check-subject-confirmation",
  "check-conditions",
  "match-request",
] as const;

/** Nearly every login names them in their order: nothing has to be gathered to see that. */
function namesAll(steps: readonly { readonly name: string }[]): boolean {
  let found = 0;
  for (const { name } of steps) if (name === REQUIRED[found]) found += 1;
  return found === REQUIRED.length;
}

const readTwice: PopulationTest = {
  id: "read-twice",
  asks: `Did each login pass ${REQUIRED.join(", ")}, so that two independent readings verified the same signed bytes, for us and in time?`,
  parameters: { requiredSteps: REQUIRED },
  populations: ["logins"],
  ...eachOf("Login Succeeded", ({ steps }) => {
    if (namesAll(steps)) return null;
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

interface Admitted {
  /** The last bytes of the hash of each assertion's ID, one after the other, in base64. */
  readonly hashes: string;
  /** The logins' event ids in the same order, a blank between two. */
  readonly ids: string;
}

/** Among a year's 18,000,000 assertions two share these once in a hundred thousand years. */
const HASH_BYTES = 8;

/** Read from any event, however odd. */
const shortened = (idHash: string): string =>
  (/^[0-9a-f]{64}$/.test(idHash) ? idHash : hash("sha256", String(idHash))).slice(-2 * HASH_BYTES);

class AdmittedInHour implements HourExamination<Admitted> {
  readonly #hashes: string[] = [];
  readonly #ids: string[] = [];

  see({ event }: SeenEvent): void {
    if (!isOf(event, "Login Succeeded")) return;
    this.#hashes.push(shortened(event.data.assertion.idHash));
    this.#ids.push(event.metadata.id);
  }
  left(): Admitted | null {
    if (this.#ids.length === 0) return null;
    return { hashes: Buffer.from(this.#hashes.join(""), "hex").toString("base64"), ids: this.#ids.join(" ") };
  }
}

const usedOnce: PopulationTest = {
  id: "assertion-used-once",
  asks: "Did each assertion let somebody in once only?",
  populations: ["logins"],
  types: ["Login Succeeded"],
  ...joined<Admitted>({
    hour: () => new AdmittedInHour(),
    period(tell, { logins }) {
      const seen = createCompactSet(logins);
      return {
        join({ hashes, ids }, hour) {
          const bytes = Buffer.from(hashes, "base64");
          // A copy begins where numbers of 32 bits may.
          seen.addHashes(new Uint32Array(Uint8Array.from(bytes).buffer), (place) => {
            const assertion = bytes.toString("hex", HASH_BYTES * place, HASH_BYTES * (place + 1));
            // Hardly ever: nobody else needs the ids one by one.
            const eventId = ids.split(" ")[place] ?? null;
            tell({ what: `the assertion …${assertion} had let somebody in before`, hour, eventId });
          });
        },
      };
    },
  }),
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
