/** A ring of secret keys: the current one makes new values, the others still open what was made before. */
export interface KeyRing {
  /** The id of the key in use. */
  readonly current: string;
  /** Key id > 32 bytes. */
  readonly keys: Readonly<Record<string, Uint8Array>>;
}
