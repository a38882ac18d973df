/**
 * Settings of every SDK client: a person waits for a login, so a call that hangs is cut and tried again, soon.
 * `requestTimeout` alone only warns; `throwOnRequestTimeout` makes it an error that the SDK retries.
 */
export const clientSettings = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
} as const;
