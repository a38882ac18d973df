/** The login under measurement: every step, with a ledger in memory, and an eye on what reaches xml-crypto. */
import { SignedXml } from "xml-crypto";
import { loginSequence } from "../../lib/saml/login-sequence.ts";
import { testConfiguration } from "../../test/fixtures/configuration.ts";
import type { PostedForm } from "../../test/fixtures/form.ts";
import { loginParts, memoryLedger } from "../../test/saml/memory.ts";
import { AT, type LimitCase } from "./limit-case.ts";

export interface Judged {
  readonly outcome: "accepted" | "refused";
  /** Where and why it was refused; the last step of one that was not. */
  readonly where: string;
  /** How many signatures xml-crypto was given. */
  readonly seenByXmlCrypto: number;
}

let loaded = 0;
const { loadSignature } = SignedXml.prototype;
SignedXml.prototype.loadSignature = function counted(this: SignedXml, signature) {
  loaded += 1;
  loadSignature.call(this, signature);
};

/**
 * Prepares what a function of the ACS has at hand before a message comes: configuration, keys, clients.
 * @returns one login with this form; each has a ledger of its own, so that none is a replay
 */
export function prepareLogin(form: PostedForm, policy: LimitCase["policy"] = {}) {
  const configuration = testConfiguration({ policy });
  const parts = loginParts();
  return async (): Promise<Judged> => {
    const before = loaded;
    const result = await loginSequence({ ...parts, ledger: memoryLedger() }).run({
      form: { method: "POST", ...form },
      now: AT,
      configuration,
      client: { ip: null, userAgent: null, requestId: null },
      requestCookie: null,
      correlationId: "01K0000000000000000000000A",
      attemptId: "01K0000000000000000000000B",
    });
    const seenByXmlCrypto = loaded - before;
    if (result.outcome === "completed") return { outcome: "accepted", where: "let in", seenByXmlCrypto };
    const { step, refusal } = result;
    return { outcome: "refused", where: `${step}: ${refusal.reason} (${refusal.problem})`, seenByXmlCrypto };
  };
}
