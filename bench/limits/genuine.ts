/** Bodies of 256 KiB that a provider signed, or that somebody made around what a provider signed. */
import { pinnedCertificate } from "../../test/fixtures/keys.ts";
import { buildResponse, type ResponseOptions } from "../../test/fixtures/saml-response.ts";
import { BODY_BYTES, filledWithinCaps, withinCaps } from "./fill.ts";
import { besideAssertion, inKeyInfo } from "./frames.ts";
import { JUNK } from "./junk.ts";
import { AT, genuine, type LimitCase } from "./limit-case.ts";

type Attributes = NonNullable<Parameters<NonNullable<ResponseOptions["change"]>>[0]["assertion"]>["attributes"];

function withAttributes(attributes: Attributes, options: ResponseOptions = {}): string {
  const change: ResponseOptions["change"] = ({ assertion }) => {
    // One by one: a call takes no 200,000 arguments.
    for (const attribute of attributes) assertion?.attributes.push(attribute);
  };
  return buildResponse({ at: AT, ...options, change }).xml;
}

const groups = (count: number) =>
  Array.from({ length: count }, (_, index) => `CN=Group ${String(index).padStart(4, "0")},OU=Groups,DC=acme`);

const inOne =
  (style: "plain" | "typed") =>
  (count: number): Attributes => [{ name: "groups", friendlyName: null, style, values: groups(count) }];

/** As Keycloak sends them. */
const oneEach = (count: number): Attributes =>
  groups(count).map((value) => ({ name: "memberOf", friendlyName: "memberOf", style: "plain", values: [value] }));

const longValue = (length: number): Attributes => [
  { name: "photo", friendlyName: null, style: "plain", values: ["/9j/4AAQ".repeat(Math.ceil(length / 8))] },
];

/** As many as the body holds, and as the caps allow; more than `most` are not tried. */
function full(
  attributes: (count: number) => Attributes,
  { encrypt, ...options }: ResponseOptions = {},
  most = 5_000,
): () => string {
  const plain = (count: number) => withAttributes(attributes(count), options);
  const message = encrypt ? (count: number) => withAttributes(attributes(count), { ...options, encrypt }) : plain;
  return () => filledWithinCaps(message, plain, most);
}

const GROUPS = inOne("plain");
const P521: ResponseOptions = { provider: "acme", algorithm: "ecdsa-sha512" };
const nineOthers = Array.from({ length: 9 }, () => pinnedCertificate("globex-rsa"));

const FROM_PROVIDERS: readonly LimitCase[] = [
  genuine("a usual response", () => withAttributes([])),
  genuine("1,000 groups", () => withAttributes(GROUPS(1_000))),
  genuine("400 groups with types", () => withAttributes(inOne("typed")(400))),
  genuine("400 groups, an attribute each", () => withAttributes(oneEach(400))),
  genuine("1,000 groups, encrypted", () => withAttributes(GROUPS(1_000), { encrypt: {} }), { encrypted: true }),
  genuine("full of groups, both elements signed", full(GROUPS)),
  genuine("full of groups, the response signed", full(GROUPS, { sign: "response" })),
  genuine("full of groups, the assertion signed", full(GROUPS, { sign: "assertion" })),
  genuine("full of groups with types", full(inOne("typed"), { sign: "assertion" })),
  genuine("full of groups with types, both elements signed", full(inOne("typed"))),
  genuine("full of groups, an attribute each", full(oneEach)),
  genuine("full of one long value", full(longValue, {}, BODY_BYTES)),
  genuine("full of groups, encrypted", full(GROUPS, { encrypt: {} }), { encrypted: true }),
  genuine("full of groups, ECDSA with P-521", full(GROUPS, P521), {
    policy: { certificates: [pinnedCertificate("curve-p521")] },
  }),
  genuine("full of groups, carriage returns", full(GROUPS, { signing: { carriageReturns: true } })),
  genuine("full of groups, the tenth of ten keys", full(GROUPS, { signing: { keyInfo: [] } }), {
    policy: { certificates: [...nineOthers, pinnedCertificate("acme-rsa")] },
  }),
];

const AROUND: readonly LimitCase[] = Object.entries(JUNK).map(([name, junk]) =>
  genuine(`beside a genuine assertion: ${name}`, () => withinCaps(junk, besideAssertion()), { outcome: "either" }),
);

const IN_KEY_INFO: readonly LimitCase[] = Object.entries(JUNK)
  .filter(([name]) => !name.includes("CDATA"))
  .map(([name, junk]) =>
    genuine(`in a genuine signature's KeyInfo: ${name}`, () => withinCaps(junk, inKeyInfo()), { outcome: "either" }),
  );

export const GENUINE: readonly LimitCase[] = [...FROM_PROVIDERS, ...AROUND, ...IN_KEY_INFO];
