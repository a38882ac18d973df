/** The form around the message: what one reader of forms takes for it, and another does not. */

import { formOf, type PostedForm } from "../fixtures/form.ts";
import { type Attack, admits, byStep, next } from "./attack.ts";
import { ADA, AS_ADA, AS_EVE, adas, eves } from "./ingredients.ts";

const base64 = (xml: string) => Buffer.from(xml).toString("base64");
const typed = (contentType: string, body: string): PostedForm => ({ contentType, body: Buffer.from(body) });
const evil = () => base64(adas({ sign: "none" }));

export const FORMS: readonly Attack[] = [
  {
    name: "two-messages",
    description: "SAMLResponse is there twice: a filter in front may judge the first, the service the last",
    reference: "CWE-235: HTTP parameter pollution",
    build: () => ({ form: formOf(["SAMLResponse", base64(eves())], ["SAMLResponse", evil()]) }),
    stoppedBy: byStep("read-form", "malformed", "several-saml-responses"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "two-relay-states",
    description: "RelayState is there twice",
    reference: "CWE-235",
    build: () => ({
      form: formOf(["SAMLResponse", base64(eves())], ["RelayState", "/"], ["RelayState", "https://evil.example/"]),
    }),
    stoppedBy: byStep("read-form", "malformed", "several-relay-states"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "by-get",
    description: "The message comes by GET, where it ends up in logs and histories",
    reference: "saml-bindings-2.0 §3.5",
    build: () => ({ xml: adas(), method: "GET" }),
    stoppedBy: byStep("read-form", "malformed", "wrong-method"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "as-json",
    description: "The message comes as JSON, which a page of Eve's could send without a form",
    reference: null,
    build: () => ({ form: typed("application/json", JSON.stringify({ SAMLResponse: evil() })) }),
    stoppedBy: byStep("read-form", "malformed", "not-a-form"),
    behindIt: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "as-plain-text",
    description: "The form comes as text/plain, which needs no preflight",
    reference: null,
    build: () => ({ form: typed("text/plain", `SAMLResponse=${encodeURIComponent(base64(adas()))}`) }),
    stoppedBy: byStep("read-form", "malformed", "not-a-form"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "base64-with-other-characters",
    description: "Characters that are not base64, which decoders skip, stop at or refuse",
    reference: null,
    build: () => ({ form: formOf(["SAMLResponse", `${base64(eves()).slice(0, 40)}!!!!${base64(eves()).slice(40)}`]) }),
    stoppedBy: byStep("read-form", "malformed", "not-base64"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "base64-that-ends-early",
    description: "A padding in the middle, behind which a second message follows",
    reference: "RFC 4648 §12",
    build: () => ({
      form: formOf([
        "SAMLResponse",
        `${base64(`${eves({ nameId: ADA, sign: "none" })} `).replace(/=*$/, "==")}${base64(eves())}`,
      ]),
    }),
    stoppedBy: byStep("read-form", "malformed", "not-base64"),
    behindIt: next("verify-with-libxml2", "signature-missing", "no-signature"),
  },
  {
    name: "base64-for-urls",
    description: "The alphabet for URLs, which some decoders take as well",
    reference: null,
    build: () => ({ form: formOf(["SAMLResponse", Buffer.from(`${eves()}<?>???`).toString("base64url")]) }),
    stoppedBy: byStep("read-form", "malformed", "not-base64"),
    behindIt: next("inspect-xml", "processing-instruction", "processing-instruction"),
  },
  {
    name: "no-message",
    description: "An empty SAMLResponse",
    reference: null,
    build: () => ({ form: formOf(["SAMLResponse", ""]) }),
    stoppedBy: byStep("read-form", "malformed", "no-saml-response"),
    behindIt: next("inspect-xml", "malformed", "not-xml"),
  },
];
