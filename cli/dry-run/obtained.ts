/** What came of asking for credentials of one role. The secret and the token are not in it: they were dropped. */
export interface Obtained {
  readonly mappingId: string;
  readonly given: { readonly accessKeyId: string; readonly expiresAt: string; readonly assumedRoleArn: string } | null;
  /** Why not, for the person at the terminal. */
  readonly refused: string | null;
}

/** Enough to recognise it by: the kind at the front, the last four characters. */
export const masked = (accessKeyId: string): string =>
  accessKeyId.length < 12
    ? "*".repeat(accessKeyId.length)
    : `${accessKeyId.slice(0, 4)}${"*".repeat(accessKeyId.length - 8)}${accessKeyId.slice(-4)}`;
