/** What a login leans on, kept in memory for the life of a test. */
import { randomBytes } from "node:crypto";
import { createProducer } from "../../lib/events/producer.ts";
import { createPseudonymizer } from "../../lib/identity/pseudonyms.ts";
import { assertionHash } from "../../lib/ledger/assertion-key.ts";
import type { LoginLedger, OutstandingRequest } from "../../lib/ledger/ledger.ts";
import { newMapping, type RoleMapping, type RoleMappings } from "../../lib/roles/role-mapping.ts";
import { hashBrowserMark } from "../../lib/saml/authn-request/browser-mark.ts";
import type { LoginParts } from "../../lib/saml/login-sequence.ts";
import { createLibxml2WasmValidator } from "../../lib/saml/schema/libxml2-wasm-validator.ts";
import { NOW, testConfiguration } from "../fixtures/configuration.ts";
import { MINUTE } from "../fixtures/draft.ts";
import { privateKey } from "../fixtures/keys.ts";

export const pseudonymizer = createPseudonymizer({ current: "k1", keys: { k1: randomBytes(32) } });

export const decryptionKeys = [privateKey("service-decryption"), privateKey("service-decryption-next")];

/** What does not answer, whatever it is asked. */
export const fails = async (): Promise<never> => {
  throw new Error("it does not answer");
};

export function memoryLedger(): Pick<LoginLedger, "recordLogin" | "saveRequest" | "findRequest" | "answerRequest"> {
  const used = new Set<string>();
  const requests = new Map<string, OutstandingRequest>();
  const answers = new Map<string, string>();
  return {
    async recordLogin(record) {
      const key = assertionHash(record);
      if (used.has(key)) return { recorded: false };
      used.add(key);
      return { recorded: true, pending: { pk: key } };
    },
    async saveRequest(request) {
      requests.set(request.id, request);
    },
    async findRequest(id) {
      const request = requests.get(id);
      return request ? { ...request, answeredBy: answers.get(id) ?? null } : null;
    },
    async answerRequest(id, by) {
      const key = assertionHash(by);
      if (!answers.has(id)) answers.set(id, key);
      return { result: answers.get(id) === key ? "answered" : "answered-by-another" };
    },
  };
}

/** The cookie of the browser that `outstandingRequest` was begun in. */
export const MARK = "the-mark-of-the-browser-that-began-the-login";

/** A request to acme, begun a minute ago by somebody who wanted to see a report. */
export function outstandingRequest(overrides: Partial<OutstandingRequest> = {}): OutstandingRequest {
  return {
    id: "_request-0001",
    identityProviderId: "acme",
    browserHash: hashBrowserMark(MARK),
    relayState: "/reports/july",
    issuedAt: new Date(NOW.getTime() - MINUTE),
    expiresAt: new Date(NOW.getTime() + 9 * MINUTE),
    ...overrides,
  };
}

/** The mappings of `testConfiguration`, each changed as wished. */
export function memoryMappings(overrides: Partial<RoleMapping> = {}): RoleMappings {
  const mappings = testConfiguration().roleMappings.map((each) => ({ ...newMapping(each, NOW), ...overrides }));
  return {
    find: async (provider, roles, environments) =>
      mappings.filter(
        ({ identityProvider, samlRole, environment }) =>
          identityProvider === provider && roles.includes(samlRole) && environments.includes(environment),
      ),
  };
}

export function loginParts(overrides: Partial<LoginParts> = {}): LoginParts {
  return {
    validator: createLibxml2WasmValidator(),
    decryptionKeys,
    pseudonymizer,
    ledger: memoryLedger(),
    identities: { remember: async () => {} },
    mappings: memoryMappings(),
    producer: createProducer(),
    publication: {
      publish: async (events) => ({ published: events.map(({ metadata }) => metadata.id), refused: [] }),
      ledger: { markPublished: async () => {} },
      onLeftPending: () => {},
    },
    sealer: { seal: async () => "sealed", open: async () => null },
    ...overrides,
  };
}
