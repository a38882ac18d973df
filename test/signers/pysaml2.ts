/** pysaml2 as an identity provider: it builds the message itself and lets xmlsec1 sign it. */
import { algorithmUri } from "../fixtures/signing-draft.ts";
import { askIdentityProvider, type Order } from "./identity-provider.ts";
import { pythonWith, run } from "./program.ts";
import type { Signer } from "./signer.ts";

/** pysaml2 has no ECDSA and no RSA-PSS. */
const ALGORITHMS = ["rsa-sha256", "rsa-sha384", "rsa-sha512"] as const;

const ORDERS: readonly Order[] = [
  ...ALGORITHMS.flatMap((algorithm) =>
    (["response", "assertion", "both"] as const).map((signed): Order => {
      const name = `${algorithm} on ${signed}`;
      return { name, signed, algorithm: algorithmUri(algorithm), solicited: false, options: { algorithm, signed } };
    }),
  ),
  {
    name: "the answer to our AuthnRequest",
    signed: "both",
    algorithm: algorithmUri("rsa-sha256"),
    solicited: true,
    options: { algorithm: "rsa-sha256", signed: "both" },
  },
  {
    name: "rsa-sha1, its default",
    signed: "both",
    algorithm: algorithmUri("rsa-sha1"),
    solicited: false,
    options: { algorithm: "rsa-sha1", signed: "both" },
    refused: "algorithm",
  },
  {
    name: "encrypted with triple DES, the only cipher it has",
    signed: "both",
    algorithm: algorithmUri("rsa-sha256"),
    solicited: false,
    options: { algorithm: "rsa-sha256", signed: "both", encrypt: "yes" },
    policy: { allowCbcDecryption: true },
    refused: "decryption",
  },
];

const find = () => pythonWith("saml2.server", "from importlib.metadata import version; print(version('pysaml2'))");

export const pysaml2: Signer = {
  name: "pysaml2",
  install: "apt-get install python3-pysaml2 xmlsec1",
  async version() {
    const found = await find();
    const { code } = await run("xmlsec1", ["--version"]);
    return found && code === 0 ? found.version : null;
  },
  async work(folder) {
    const found = await find();
    if (!found) throw new Error("pysaml2 has gone");
    const made = await askIdentityProvider(found.python, "pysaml2-identity-provider.py", folder, ORDERS);
    return { ...made, lacking: ["ECDSA", "RSA-PSS", "AES-GCM"] };
  },
};
