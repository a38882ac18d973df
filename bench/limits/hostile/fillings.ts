/** Each kind of junk where it costs most: under a signature whose value is right, in a ciphertext, and past the caps. */
import type { IdentityProvider } from "../../../lib/config/configuration.ts";
import { pinnedCertificate } from "../../../test/fixtures/keys.ts";
import { type Frame, filled, withinCaps } from "../fill.ts";
import { encrypted, overOtherContent, unsigned, withWrongValue } from "../frames.ts";
import { JUNK, type Junk } from "../junk.ts";
import { hostile, type LimitCase } from "../limit-case.ts";

const kinds = Object.entries(JUNK);

const inFrame = (frame: () => Frame, junk: Junk) => () => withinCaps(junk, frame());

const underDigest = kinds.map(([name, junk]) =>
  hostile(`under a signature of other content: ${name}`, inFrame(overOtherContent, junk)),
);

const inCiphertext = kinds.map(([name, junk]) =>
  hostile(
    `in a ciphertext: ${name}`,
    inFrame(() => encrypted(overOtherContent()), junk),
    { encrypted: true },
  ),
);

/** Refused by the measure of the text alone. */
const pastCaps = kinds.map(([name, junk]) =>
  hostile(`past the caps: ${name}`, () => filled((count) => unsigned().message(junk(count)))),
);

/** As many certificates as there may be, none of them the signer's. */
const ten = (name: Parameters<typeof pinnedCertificate>[0]): Partial<IdentityProvider> => ({
  certificates: Array.from({ length: 10 }, () => pinnedCertificate(name)),
});

const PREFIXES = Array.from({ length: 20 }, (_, index) => `p${index}`);

/** The dearest kinds again, with more to try and to look up. */
const DEAREST = ["one long text", "elements of a named type", "attributes below many used namespaces"];

const withMoreToDo = kinds
  .filter(([name]) => DEAREST.includes(name))
  .flatMap(([name, junk]) => [
    hostile(`ten RSA keys, none of which fits: ${name}`, inFrame(withWrongValue, junk), { policy: ten("globex-rsa") }),
    hostile(
      `ten P-384 keys, none of which fits: ${name}`,
      inFrame(() => withWrongValue({ provider: "acme", algorithm: "ecdsa-sha384" }), junk),
      { policy: ten("curve-p521") },
    ),
    hostile(
      `twenty prefixes to look up: ${name}`,
      inFrame(() => withWrongValue({ signing: { signedInfoPrefixList: PREFIXES, prefixList: PREFIXES } }), junk),
    ),
    hostile(
      `an unknown issuer: ${name}`,
      inFrame(() => overOtherContent({ issuer: "https://nobody.example" }), junk),
    ),
  ]);

export const FILLINGS: readonly LimitCase[] = [...underDigest, ...inCiphertext, ...withMoreToDo, ...pastCaps];
