/**
 * What attacks are made of. Eve has an account of her own at acme and wants to be Ada, who is an administrator. Whatever Eve got
 * signed is genuine; whatever names Ada is forged, unless an attack says that it was stolen.
 */
import type { ResponseDraft } from "../fixtures/draft.ts";
import { replacing } from "../fixtures/flaws/flaw.ts";
import { buildResponse, type ResponseOptions } from "../fixtures/saml-response.ts";
import { sign } from "../fixtures/sign.ts";
import { rightSigning, type SigningDraft } from "../fixtures/signing-draft.ts";

export const ADA = "ada@acme.example";
const EVE = "eve@acme.example";
/** As the runner names whom an attack let in. */
export const AS_ADA = `acme: ${ADA}`;
export const AS_EVE = `acme: ${EVE}`;

export const DS = "http://www.w3.org/2000/09/xmldsig#";
export const SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
export const SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol";

/** A genuine response for Eve; everything about it can be varied. */
export function eves(options: ResponseOptions = {}): string {
  return buildResponse({ nameId: EVE, roles: ["auditor"], ...options }).xml;
}

/** A response that acme made for Ada, and that Eve got hold of. */
export function adas(options: ResponseOptions = {}): string {
  return buildResponse(options).xml;
}

/** Eve's response with a change that her identity provider signed as well: as if a flaw there, or a key, were hers. */
export function evesWith(change: (draft: ResponseDraft) => void, options: ResponseOptions = {}): string {
  return eves({ ...options, change });
}

const SIGNATURE = /<ds:Signature .*?<\/ds:Signature>/s;
const ASSERTION = /<saml:Assertion .*<\/saml:Assertion>/s;

function found(pattern: RegExp, xml: string): string {
  const [match] = pattern.exec(xml) ?? [];
  if (match === undefined) throw new Error(`there is no ${pattern}`);
  return match;
}

/** The first signature. */
export const signatureIn = (xml: string) => found(SIGNATURE, xml);
export const assertionIn = (xml: string) => found(ASSERTION, xml);
export const withoutSignature = (xml: string) => swap(xml, signatureIn(xml), "");

/** Replaces a text that must be there. */
export function swap(xml: string, what: string, by: string): string {
  return replacing(what, by)(xml);
}

/** Puts text in front of another that must be there. */
export const before = (xml: string, what: string, text: string) => swap(xml, what, text + what);
export const after = (xml: string, what: string, text: string) => swap(xml, what, what + text);

/** Somebody else: the same element, for Ada, under an ID of its own, unsigned. */
export function forged(element: string): string {
  return element
    .replace(new RegExp(SIGNATURE, "gs"), "")
    .replace(/ ID="_(assertion|response)-/g, ' ID="_evil-$1-')
    .replaceAll(EVE, ADA)
    .replaceAll(">auditor<", ">admin<");
}

/** The same element with something put in as its last child. */
export function holding(element: string, child: string): string {
  return element.replace(/<\/[\w:]+>$/, (end) => child + end);
}

/** Changes every SignedInfo before it is signed. */
export function signedInfo(edit: (xml: string) => string): (draft: ResponseDraft) => void {
  return ({ signing }) => {
    for (const each of [signing.response, signing.assertion]) each?.editsOfSignedInfo.push(edit);
  };
}

/** Signs an element of any kind that has this ID and the slot of a response's signature in it. */
export function signedByAcme(xml: string, id: string, how: Partial<SigningDraft> = {}): string {
  return sign(xml, "response", id, rightSigning("acme", how), "ds");
}

export const SLOT = "{{signature of response}}";
