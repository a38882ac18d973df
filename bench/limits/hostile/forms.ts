/** Bodies that are expensive before they are XML. */
import { formOf, type PostedForm } from "../../../test/fixtures/form.ts";
import { buildResponse } from "../../../test/fixtures/saml-response.ts";
import { BODY_BYTES } from "../fill.ts";
import { AT, type LimitCase } from "../limit-case.ts";

const form = (name: string, body: () => PostedForm): LimitCase => ({
  name: `form: ${name}`,
  kind: "hostile",
  outcome: "refused",
  body,
});

const bytes = (text: string): PostedForm => ({ ...formOf(), body: Buffer.from(text.slice(0, BODY_BYTES)) });
const unsigned = () => Buffer.from(buildResponse({ at: AT, sign: "none" }).xml).toString("base64");

export const FORMS: readonly LimitCase[] = [
  form("larger than it may be", () => formOf(["SAMLResponse", "A".repeat(BODY_BYTES)])),
  form("fields without a name", () => bytes("&".repeat(BODY_BYTES))),
  form("fields", () => bytes("a=&".repeat(BODY_BYTES))),
  form("responses", () => bytes("SAMLResponse=QUJD&".repeat(BODY_BYTES / 16))),
  form("percent signs", () => bytes(`SAMLResponse=${"%41".repeat(BODY_BYTES / 3)}`)),
  form("percent signs that mean nothing", () => bytes(`SAMLResponse=${"%".repeat(BODY_BYTES)}`)),
  form("white space in base64", () =>
    bytes(`SAMLResponse=${[...unsigned()].map((each) => encodeURIComponent(each) + "+".repeat(60)).join("")}`),
  ),
  form("bytes that are not UTF-8", () => bytes(`SAMLResponse=${"gICA".repeat(BODY_BYTES / 4 - 4)}`)),
  form("nothing but A", () => bytes(`SAMLResponse=${"AAAA".repeat(BODY_BYTES / 4 - 4)}`)),
  form("a RelayState without end", () => {
    const response = `SAMLResponse=${encodeURIComponent(unsigned())}`;
    return bytes(`${response}&RelayState=${"/reports/".repeat(BODY_BYTES / 9)}`);
  }),
];
