import type { KeyObject } from "node:crypto";
import type { NameId } from "../assertion/assertion.ts";
import { readNameId } from "../assertion/read-assertion.ts";
import { isElement, withDocument } from "../xml/document.ts";
import { LIMITS, measure } from "../xml/measure.ts";
import { type DecryptionPolicy, decryptElement } from "./decrypt-element.ts";

/**
 * @param encryptedId the EncryptedID element as text (saml-core-2.0 §2.2.4)
 * @throws Error where it does not decrypt to one plain NameID
 */
export function decryptNameId(
  encryptedId: string,
  privateKeys: readonly KeyObject[],
  policy: DecryptionPolicy,
): NameId {
  const plaintext = decryptElement(encryptedId, privateKeys, policy);
  // A new document, like a decrypted assertion: comments and the like in it would be as dangerous.
  const measured = measure(plaintext);
  if (measured === null || typeof measured === "string") throw new Error("the decrypted NameID is not plain XML");
  if (measured.elements > 1 || measured.attributes > LIMITS.attributes)
    throw new Error("the decrypted NameID is not one element");
  return withDocument(plaintext, ({ root }) => {
    if (!isElement(root, "a", "NameID")) throw new Error("the decrypted element is not a NameID");
    return readNameId(root);
  });
}
