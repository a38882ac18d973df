/**
 * What could not be decrypted, without a word on why: whoever sends altered ciphertexts must learn nothing from the answer.
 * `cause` is for the log; it holds neither key nor plaintext.
 */
export class DecryptionFailed extends Error {
  override readonly name = "DecryptionFailed";

  constructor(cause: unknown) {
    super("the element could not be decrypted", { cause });
  }
}
