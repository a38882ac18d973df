/** For each reason, what a person reads and what to do about it. The failure page, the event and the log share this list. */
import type { Reason } from "../events/vocabulary.ts";

export interface Remedy {
  /** For the person signing in. */
  readonly words: string;
  /** For whoever can mend it. */
  readonly remedy: string;
}

const STALE = "Sign in again from the start; do not use the back button or an old bookmark.";
const TELL = "Give the number below to your administrator.";

export const REMEDIES: Readonly<Record<Reason, Remedy>> = {
  malformed: { words: "What arrived was not a sign-in message.", remedy: STALE },
  "too-large": {
    words: "The sign-in message was too large.",
    remedy: "Let the identity provider send fewer attributes or groups.",
  },
  doctype: { words: "The sign-in message held a document type declaration, which is never accepted.", remedy: TELL },
  comment: { words: "The sign-in message held a comment, which is never accepted.", remedy: TELL },
  "processing-instruction": {
    words: "The sign-in message held a processing instruction, which is never accepted.",
    remedy: TELL,
  },
  schema: {
    words: "The sign-in message does not follow the SAML standard.",
    remedy: "Check the identity provider's SAML settings; the detail names the place.",
  },
  version: {
    words: "The sign-in message is of another SAML version.",
    remedy: "Let the identity provider send SAML 2.0.",
  },
  status: {
    words: "Your identity provider did not sign you in.",
    remedy: "Ask whether you are assigned to this application there, then try again.",
  },
  issuer: {
    words: "The message came from an identity provider that is not set up here.",
    remedy: "Compare the provider's entity ID with the one in its metadata in the configuration.",
  },
  "untrusted-certificate": {
    words: "The message was signed with a certificate that is not trusted here.",
    remedy: "If the provider has rolled its certificate, update its metadata in the configuration.",
  },
  "signature-missing": {
    words: "The message was not signed.",
    remedy: "Let the identity provider sign the response or the assertion.",
  },
  "signature-invalid": {
    words: "The message's signature is not valid: it was changed on its way, or signed with another key.",
    remedy: "Compare the signing certificate with the provider's metadata; sign in again.",
  },
  "signature-structure": { words: "The message's signature does not cover what it should.", remedy: TELL },
  algorithm: {
    words: "The message uses a cryptographic algorithm that is not accepted.",
    remedy: "Let the identity provider sign with RSA-SHA256 or stronger.",
  },
  "readings-disagree": { words: "Two independent readings of the message did not agree.", remedy: TELL },
  decryption: {
    words: "The message could not be read.",
    remedy: "Compare the encryption certificate at the identity provider with this service's metadata.",
  },
  destination: {
    words: "The message was meant for another address.",
    remedy: "Compare the ACS URL at the identity provider with this service's metadata.",
  },
  recipient: {
    words: "The message was meant for another recipient.",
    remedy: "Compare the ACS URL at the identity provider with this service's metadata.",
  },
  "in-response-to": { words: "The message answers a sign-in that is not under way here.", remedy: STALE },
  audience: {
    words: "The message was meant for another application.",
    remedy: "Compare the audience (entity ID) at the identity provider with this service's metadata.",
  },
  "not-yet-valid": {
    words: "The message is not valid yet.",
    remedy: "The identity provider's clock is ahead: correct it, or raise clockSkewSeconds for this provider.",
  },
  expired: {
    words: "The message has expired.",
    remedy:
      "Sign in again. If it happens each time, the identity provider's clock is behind: correct it, or raise clockSkewSeconds.",
  },
  "session-expired": {
    words: "Your session at the identity provider has ended.",
    remedy: "Sign in again at your identity provider.",
  },
  "subject-confirmation": {
    words: "The message does not confirm who it was given to.",
    remedy: "Let the identity provider send a bearer subject confirmation with Recipient and NotOnOrAfter.",
  },
  "name-id": {
    words: "The message does not say who you are.",
    remedy: "Let the identity provider send a NameID, and a stable attribute where NameIDs are transient.",
  },
  "authn-statement": {
    words: "The message does not say how and when you signed in, or that was too long ago.",
    remedy: "Sign out at your identity provider and sign in again.",
  },
  "authn-context": {
    words: "You signed in with a method that is not strong enough here.",
    remedy: "Sign in again with the stronger method, such as a second factor.",
  },
  attributes: {
    words: "The message lacks attributes that are needed here, holds too many, or holds them in another form.",
    remedy: "Check the attribute mapping at the identity provider.",
  },
  replay: { words: "This sign-in message was used before.", remedy: STALE },
  unsolicited: {
    words: "Sign-ins from this provider must start here.",
    remedy: "Start from this service's sign-in page.",
  },
  "browser-mismatch": {
    words: "This sign-in was started in another browser.",
    remedy: "Start and finish signing in in the same browser, with cookies allowed.",
  },
  "no-role": {
    words: "None of your roles gives access here.",
    remedy: "Ask your administrator for a role that is mapped here, and give the number below.",
  },
  "role-pruned": {
    words: "Your role was withdrawn because nobody used it.",
    remedy: "Ask the owner of the role to restore it.",
  },
  "ledger-unavailable": {
    words: "Your sign-in could not be recorded, so it was not allowed.",
    remedy: "Try again in a minute.",
  },
  "dependency-unavailable": {
    words: "A service that sign-in depends on did not answer.",
    remedy: "Try again in a minute.",
  },
  internal: { words: "Something went wrong on our side.", remedy: `Try again in a minute. ${TELL}` },
};
