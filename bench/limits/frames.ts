/** Messages with a place for a filling, by how far their signatures carry them. */
import { buildResponse, type ResponseOptions } from "../../test/fixtures/saml-response.ts";
import type { Frame } from "./fill.ts";
import { AT } from "./limit-case.ts";

const SLOT = "{{filling}}";

/** A right response whose person has one attribute more, which holds the slot. */
function withSlot(options: ResponseOptions): ResponseOptions {
  return {
    at: AT,
    ...options,
    change: (draft) => {
      draft.assertion?.attributes.push({ name: "filling", friendlyName: null, style: "raw", values: [SLOT] });
      options.change?.(draft);
    },
  };
}

function frameOf(xml: string): Frame {
  const message = (filling: string) => xml.replace(SLOT, () => filling);
  return { message, document: message };
}

/**
 * What the signature was made over did not hold the filling, so its value is right and its digest is not: whoever has one
 * message of a provider can send this, and all of it is canonicalized.
 */
export const overOtherContent = (options: ResponseOptions = {}) =>
  frameOf(buildResponse(withSlot({ sign: "assertion", ...options })).xml);

/** A value that no pinned key verifies. */
export const withWrongValue = (options: ResponseOptions = {}) =>
  frameOf(
    buildResponse(withSlot({ sign: "both", ...options })).xml.replace(
      /(SignatureValue>)[A-Za-z0-9+/]{8}/g,
      "$1AAAABBBB",
    ),
  );

export const unsigned = () => frameOf(buildResponse(withSlot({ sign: "none" })).xml);

/** Encrypted by anybody to the service's public certificate. */
export function encrypted({ document: around }: Frame): Frame {
  const document = (filling: string) => /<saml:Assertion .*<\/saml:Assertion>/s.exec(around(filling))?.[0] ?? "";
  const message = (filling: string) =>
    buildResponse({ at: AT, sign: "none", encrypt: { editsOfPlaintext: [() => Buffer.from(document(filling))] } }).xml;
  return { message, document };
}

/** A genuine assertion in a response that nobody signed: whatever stands beside it is anybody's. */
export const besideAssertion = () =>
  frameOf(
    buildResponse({ at: AT, sign: "assertion" }).xml.replace(
      "<samlp:Status>",
      `<samlp:Extensions><f:filling xmlns:f="urn:filling">${SLOT}</f:filling></samlp:Extensions><samlp:Status>`,
    ),
  );

/** No signature covers its own KeyInfo. */
export const inKeyInfo = () =>
  frameOf(
    buildResponse({ at: AT, sign: "assertion" }).xml.replace(
      "<ds:KeyInfo>",
      `<ds:KeyInfo><f:filling xmlns:f="urn:filling">${SLOT}</f:filling>`,
    ),
  );
