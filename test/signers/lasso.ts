/** lasso as an identity provider: it builds and signs by libxmlsec, the assertion and the response around it. */
import { algorithmUri } from "../fixtures/signing-draft.ts";
import { askIdentityProvider, type Order } from "./identity-provider.ts";
import { pythonWith } from "./program.ts";
import type { Signer } from "./signer.ts";

/** lasso signs with RSA (PKCS #1 v1.5) only. */
const ALGORITHMS = ["rsa-sha256", "rsa-sha384", "rsa-sha512"] as const;

const encrypted = (cipher: string, transport: string): Omit<Order, "name"> => ({
  signed: "both",
  algorithm: algorithmUri("rsa-sha256"),
  solicited: false,
  options: { algorithm: "rsa-sha256", cipher, transport },
  policy: { allowCbcDecryption: true },
});

const ORDERS: readonly Order[] = [
  ...ALGORITHMS.map((algorithm): Order => {
    const name = `${algorithm} on both`;
    return { name, signed: "both", algorithm: algorithmUri(algorithm), solicited: false, options: { algorithm } };
  }),
  {
    name: "the answer to our AuthnRequest",
    signed: "both",
    algorithm: algorithmUri("rsa-sha256"),
    solicited: true,
    options: { algorithm: "rsa-sha256" },
  },
  { name: "aes128-cbc under OAEP", ...encrypted("AES_128", "OAEP") },
  { name: "aes256-cbc under OAEP", ...encrypted("AES_256", "OAEP") },
  {
    name: "aes256-cbc where AES-CBC is not allowed",
    ...encrypted("AES_256", "OAEP"),
    policy: {},
    refused: "decryption",
  },
  { name: "aes256-cbc under RSA 1.5", ...encrypted("AES_256", "PKCS1"), refused: "decryption" },
  {
    name: "rsa-sha1",
    signed: "both",
    algorithm: algorithmUri("rsa-sha1"),
    solicited: false,
    options: { algorithm: "rsa-sha1" },
    refused: "algorithm",
  },
];

/** lasso does not say its version, but whether it is the one asked for. */
const VERSION = `from itertools import product
parts = product(range(2, 4), range(30), range(10))
print(next(("%d.%d.%d" % each for each in parts if lasso.checkVersion(*each, lasso.CHECK_VERSION_EXACT)), "?"))`;

const find = () => pythonWith("lasso", VERSION);

export const lasso: Signer = {
  name: "lasso",
  install: "apt-get install python3-lasso",
  async version() {
    return (await find())?.version ?? null;
  },
  async work(folder) {
    const found = await find();
    if (!found) throw new Error("lasso has gone");
    const made = await askIdentityProvider(found.python, "lasso-identity-provider.py", folder, ORDERS);
    return { ...made, lacking: ["ECDSA", "RSA-PSS", "AES-GCM", "signature on the response alone"] };
  },
};
