/** What a right response may meet that refuses it all the same: other requests, other services, another browser. */
import type { Reason, StepName } from "../../lib/events/vocabulary.ts";
import { createLibxml2WasmValidator } from "../../lib/saml/schema/libxml2-wasm-validator.ts";
import { NOW } from "../fixtures/configuration.ts";
import { formOf } from "../fixtures/form.ts";
import { refusalOf, type Verdict } from "./drive-login.ts";
import { fails, MARK, memoryLedger, memoryMappings, outstandingRequest } from "./memory.ts";

interface Circumstance {
  readonly step: StepName;
  readonly reason: Reason;
  /** Brings it about. @returns the refusal that it ends in */
  meet(): Promise<Verdict | null>;
}

const validator = createLibxml2WasmValidator();

/** A ledger that knows of one request, begun in the browser that holds `MARK`. */
async function ledgerWithRequest() {
  const ledger = memoryLedger();
  await ledger.saveRequest(outstandingRequest());
  return ledger;
}

const ANSWER = { inResponseTo: outstandingRequest().id };

export const CIRCUMSTANCES = {
  "a form without a response": {
    step: "read-form",
    reason: "malformed",
    meet: () => refusalOf({ form: formOf(["RelayState", "/"]) }),
  },
  "a schema validator that fails": {
    step: "validate-schema",
    reason: "dependency-unavailable",
    meet: () => refusalOf({ parts: { validator: { validate: fails } } }),
  },
  "a schema validator that fails on what was decrypted": {
    step: "decrypt-assertion",
    reason: "dependency-unavailable",
    meet: () =>
      refusalOf({
        encrypt: {},
        parts: { validator: { validate: (xml) => (/^<saml:/.test(xml) ? fails() : validator.validate(xml)) } },
      }),
  },
  "a browser that did not begin the login": {
    step: "match-request",
    reason: "browser-mismatch",
    meet: async () => refusalOf({ ...ANSWER, requestCookie: "other", parts: { ledger: await ledgerWithRequest() } }),
  },
  "an answer that was used before, in a browser that did not begin the login": {
    step: "match-request",
    reason: "replay",
    async meet() {
      const ledger = await ledgerWithRequest();
      await refusalOf({ ...ANSWER, requestCookie: MARK, parts: { ledger } });
      return refusalOf({ ...ANSWER, parts: { ledger } });
    },
  },
  "a ledger that cannot be asked for the request": {
    step: "match-request",
    reason: "ledger-unavailable",
    meet: () => refusalOf({ ...ANSWER, parts: { ledger: { ...memoryLedger(), findRequest: fails } } }),
  },
  "roles that were pruned": {
    step: "resolve-roles",
    reason: "role-pruned",
    meet: () => refusalOf({ parts: { mappings: memoryMappings({ status: "pruned" }) } }),
  },
  "role mappings that cannot be read": {
    step: "resolve-roles",
    reason: "dependency-unavailable",
    meet: () => refusalOf({ parts: { mappings: { find: fails } } }),
  },
  "a second use of the same assertion": {
    step: "record-login",
    reason: "replay",
    async meet() {
      const ledger = memoryLedger();
      await refusalOf({ parts: { ledger } });
      return refusalOf({ parts: { ledger }, now: new Date(NOW.getTime() + 1) });
    },
  },
  "a ledger that cannot record it": {
    step: "record-login",
    reason: "ledger-unavailable",
    meet: () => refusalOf({ parts: { ledger: { ...memoryLedger(), recordLogin: fails } } }),
  },
  "identities that cannot be kept": {
    step: "record-login",
    reason: "dependency-unavailable",
    meet: () => refusalOf({ parts: { identities: { remember: fails } } }),
  },
  "a session that cannot be sealed": {
    step: "start-session",
    reason: "internal",
    meet: () => refusalOf({ parts: { sealer: { seal: fails, open: fails } } }),
  },
} as const satisfies Record<string, Circumstance>;

export type CircumstanceName = keyof typeof CIRCUMSTANCES;
