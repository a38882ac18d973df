/**
 * Ways in which the demo identity provider can be asked to answer wrongly, so that a newcomer sees the refusals. Each
 * answer is signed properly (but for `unsigned`), so that it is refused for what is wrong with it.
 */
import type { ResponseSettings } from "samlp";

export const MISBEHAVIOURS = {
  expired: "an assertion that ran out ten minutes ago",
  "wrong-audience": "an assertion for another application",
  "wrong-recipient": "an assertion to be delivered to another address",
  "unknown-issuer": "an issuer that is not set up",
  unsigned: "no signature at all",
  status: "a status that says the sign-in failed there",
} as const;

export type Misbehaviour = keyof typeof MISBEHAVIOURS;

export function isMisbehaviour(name: string): name is Misbehaviour {
  return Object.hasOwn(MISBEHAVIOURS, name);
}

/** How the settings of a good response change; `status` is no assertion at all and made elsewhere. */
export const CHANGES: Readonly<Record<Misbehaviour, Partial<ResponseSettings>>> = {
  expired: { lifetimeInSeconds: -600 },
  "wrong-audience": { audience: "urn:example:another-application" },
  "wrong-recipient": { recipient: "https://another.example/saml/acs" },
  "unknown-issuer": { issuer: "urn:example:another-identity-provider" },
  unsigned: { signAssertion: false },
  status: {},
};
