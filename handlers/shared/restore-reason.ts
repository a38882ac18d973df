/** Characters of the reason with which a person asks for a role back. */
export const MAXIMUM_REASON = 500;
