/** For each reason, the status of the answer, what a person reads and what to do. Page, answer and event share this list. */
import type { CredentialReason } from "../events/role-credentials-refused.ts";

interface Remedy {
  readonly status: number;
  readonly words: string;
  readonly remedy: string;
}

const TRY_AGAIN = "Try again in a minute. If it goes on, give the number to your administrator.";
const SIGN_IN = "Sign in again and repeat.";

export const CREDENTIAL_REMEDIES: Readonly<Record<CredentialReason, Remedy>> = {
  malformed: {
    status: 400,
    words: "The request is not of its form.",
    remedy: "Send the fields that docs/roles.md names, as JSON or as a form; the detail names the first that is wrong.",
  },
  "cross-origin": {
    status: 403,
    words: "The request did not come from this service's own page.",
    remedy: "Start from the start page. A program sends an Origin header with this service's address.",
  },
  "no-session": { status: 401, words: "Nobody is signed in.", remedy: "Sign in first." },
  "session-ended": { status: 401, words: "The session has ended.", remedy: SIGN_IN },
  "unknown-role": {
    status: 403,
    words: "You have no such role here.",
    remedy: "The start page lists your roles. If one is missing, ask for it at your identity provider.",
  },
  "other-environment": {
    status: 403,
    words: "The role belongs to another environment.",
    remedy: "Ask the service of that environment.",
  },
  pruned: {
    status: 403,
    words: "The role was withdrawn because nobody used it.",
    remedy: "Ask the owner of the role to restore it.",
  },
  duration: {
    status: 422,
    words: "Credentials cannot last as long as was asked.",
    remedy: "Ask for the time that the detail names: 15 to 60 minutes, no longer than the role and the session allow.",
  },
  envelope: {
    status: 422,
    words: "The envelope cannot be used.",
    remedy: "Correct the session policy as the detail says; docs/roles.md explains what can be combined.",
  },
  "envelope-too-long": {
    status: 422,
    words: "The envelope is longer than AWS takes.",
    remedy: "Shorten the session policy to 2,048 characters: name resources by wildcard, or drop statements.",
  },
  "packed-policy-too-large": {
    status: 422,
    words: "Envelope and tags together are larger than AWS takes.",
    remedy: "Shorten the session policy. AWS packs it together with the session's tags and limits the whole.",
  },
  "session-name": {
    status: 422,
    words: "A name for these credentials is not one that AWS takes.",
    remedy: "Give the number to your administrator: a key id, provider id or environment does not fit AWS's names.",
  },
  code: {
    status: 400,
    words: "The code cannot be exchanged: it is unknown, older than a minute, used, or somebody else's.",
    remedy: "Start the command again.",
  },
  "token-unknown": { status: 401, words: "The token is not known.", remedy: "Mint a new one on the start page." },
  "token-ended": { status: 401, words: "The token has ended.", remedy: "Mint a new one on the start page." },
  "token-role": {
    status: 403,
    words: "The token is for another role.",
    remedy: "Leave the role out: a token has exactly one. Mint another token for another role.",
  },
  revoked: {
    status: 403,
    words: "Credentials of this person were revoked.",
    remedy: "Sign in again for new credentials, and mint new tokens for programs.",
  },
  "sts-denied": {
    status: 502,
    words: "AWS did not let this service assume the role.",
    remedy:
      "The role's trust policy must let this service assume it, tag the session and set the source identity (docs/roles.md).",
  },
  "ledger-unavailable": {
    status: 503,
    words: "Issuing could not be recorded, so nothing was issued.",
    remedy: TRY_AGAIN,
  },
  "dependency-unavailable": {
    status: 503,
    words: "Something this service depends on did not answer.",
    remedy: TRY_AGAIN,
  },
  internal: {
    status: 500,
    words: "Something went wrong in this service.",
    remedy: "Give the number to your administrator: the log line under it says what.",
  },
};
