/**
 * Something could not be decrypted. One error for every cause, since what differs between causes helps whoever sends altered
 * ciphertexts; the message is for the log and holds no byte of key or plaintext.
 */
export class DecryptionFailed extends Error {
  override readonly name = "DecryptionFailed";
}
