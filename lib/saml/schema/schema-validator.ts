/** Validation against the SAML, XML signature and XML encryption schemas, as the steps see it. */

export type SchemaVerdict =
  | { readonly valid: true }
  /** `message` is printable ASCII of at most 190 characters and holds no value of the document. */
  | { readonly valid: false; readonly message: string };

export interface SchemaValidator {
  /**
   * @param xml a Response or an Assertion that inspection has passed
   * @throws Error where the validator itself failed: no verdict, so the login must be refused
   */
  validate(xml: string): Promise<SchemaVerdict>;
}
