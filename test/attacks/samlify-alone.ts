/** A service that has nothing but samlify: its parser, its verification, and whatever it says was signed. */
import samlify from "samlify";
import { testIdentityProvider } from "../fixtures/configuration.ts";
import type { Behind } from "./attack.ts";

const acme = testIdentityProvider("acme");
const binding = { Binding: samlify.Constants.namespace.binding.redirect, Location: acme.entityId };
const metadata = samlify.IdentityProvider({
  entityID: acme.entityId,
  signingCert: acme.certificates.map(({ pem }) => pem),
  singleSignOnService: [binding],
  singleLogoutService: [binding],
}).entityMeta;

/** @returns samlify's verdict, in the words of the step that uses it */
export function samlifyAlone(xml: string): Behind {
  const refused = (problem: string): Behind => ({ step: "verify-with-samlify", reason: "signature-invalid", problem });
  const quiet = console.error;
  const quieter = console.warn;
  // xmldom tells the console of everything it mends.
  console.error = () => {};
  console.warn = () => {};
  try {
    const [verified, assertion] = samlify.SamlLib.verifySignature(xml, { metadata });
    const [, nameId] = /NameID[^>]*>([^<]*)</.exec(assertion ?? "") ?? [];
    return verified && nameId !== undefined ? { admits: `acme: ${nameId}` } : refused("signature");
  } catch {
    return refused("not-verifiable");
  } finally {
    console.error = quiet;
    console.warn = quieter;
  }
}
