/** Whether a system error is one of these. Not by `instanceof`: jest's tests live in another realm than `node:fs`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === "object" && error !== null && "code" in error && codes.includes(String(error.code));
}
