/** Where a browser starts a login with this provider. */
export function loginPath(providerId: string, relayState: string | null = null): string {
  const query = new URLSearchParams({ provider: providerId });
  if (relayState !== null) query.set("RelayState", relayState);
  return `/saml/login?${query}`;
}
