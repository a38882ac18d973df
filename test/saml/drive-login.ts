/** The whole sequence of a login over memory: what the builder made goes in as a form, an outcome comes out. */
import { randomBytes } from "node:crypto";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { createProducer } from "../../lib/events/producer.ts";
import type { Reason, StepName } from "../../lib/events/vocabulary.ts";
import { createPseudonymizer } from "../../lib/identity/pseudonyms.ts";
import { assertionHash } from "../../lib/ledger/assertion-key.ts";
import type { LoginLedger, OutstandingRequest } from "../../lib/ledger/ledger.ts";
import { newMapping } from "../../lib/roles/role-mapping.ts";
import { type LoginParts, loginSequence } from "../../lib/saml/login-sequence.ts";
import { createLibxml2WasmValidator } from "../../lib/saml/schema/libxml2-wasm-validator.ts";
import { NOW, testConfiguration } from "../fixtures/configuration.ts";
import { FLAWS } from "../fixtures/flaws.ts";
import { asForm, type PostedForm } from "../fixtures/form.ts";
import { privateKey } from "../fixtures/keys.ts";
import { buildResponse, type ResponseOptions } from "../fixtures/saml-response.ts";

/** A ledger that keeps everything for the life of a test. */
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

const keyRing = { current: "k1", keys: { k1: randomBytes(32) } };
const pseudonymizer = createPseudonymizer(keyRing);

export function loginParts(overrides: Partial<LoginParts> = {}): LoginParts {
  const mappings = testConfiguration().roleMappings.map((each) => newMapping(each, NOW));
  return {
    validator: createLibxml2WasmValidator(),
    decryptionKeys: [privateKey("service-decryption"), privateKey("service-decryption-next")],
    pseudonymizer,
    ledger: memoryLedger(),
    identities: { remember: async () => {} },
    mappings: {
      find: async (provider, roles) =>
        mappings.filter((each) => each.identityProvider === provider && roles.includes(each.samlRole)),
    },
    producer: createProducer(),
    publication: {
      publish: async (events: readonly TrailEvent[]) => ({
        published: events.map(({ metadata }) => metadata.id),
        refused: [],
      }),
      ledger: { markPublished: async () => {} },
      onLeftPending: () => {},
    } as unknown as LoginParts["publication"],
    sealer: { seal: async () => "sealed", open: async () => null },
    ...overrides,
  };
}

export interface Drive extends ResponseOptions {
  /** Our clock; the builder's unless given. */
  readonly now?: Date;
  /** Posted instead of what the builder makes. */
  readonly form?: PostedForm;
  readonly method?: string;
  readonly requestCookie?: string;
  readonly parts?: Partial<LoginParts>;
}

/** Runs a login with the policies of its flaws. @returns the outcome, with the refusal's words where it was refused */
export async function driveLogin(drive: Drive = {}) {
  const {
    form = asForm(buildResponse(drive).xml),
    now = drive.at ?? NOW,
    method = "POST",
    requestCookie = null,
  } = drive;
  const policy = Object.assign({}, ...(drive.flaws ?? []).map((name) => FLAWS[name].policy));
  return loginSequence(loginParts(drive.parts)).run({
    form: { method, ...form },
    now,
    configuration: testConfiguration({ policy }),
    client: { ip: null, userAgent: null, requestId: null },
    requestCookie,
    correlationId: "01K0000000000000000000000A",
    attemptId: "01K0000000000000000000000B",
  });
}

export interface Verdict {
  readonly step: StepName;
  readonly reason: Reason;
  readonly problem: string;
}

/** Where and why a login was refused, or `null` where it was not. */
export async function refusalOf(drive: Drive = {}): Promise<Verdict | null> {
  const outcome = await driveLogin(drive);
  if (outcome.outcome === "completed") return null;
  const { step, refusal } = outcome;
  return { step, reason: refusal.reason, problem: refusal.problem };
}
