/** A client's address and user agent under pseudonyms: the form they have in events, and the clear text for the table. */
import type { Identity } from "./identities.ts";
import type { Pseudonymizer } from "./pseudonyms.ts";

interface ClearClient {
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
}

/** A user agent beyond this many characters is cut before its pseudonym is made. */
const MAXIMUM_USER_AGENT = 512;

export function pseudonymousClient(client: ClearClient, pseudonymizer: Pseudonymizer) {
  const identities: Identity[] = [];
  const ip = client.ip === null ? null : pseudonymizer.address(client.ip);
  if (ip !== null && client.ip !== null) identities.push({ pseudonym: ip, kind: "address", value: client.ip });
  const clear = client.userAgent?.slice(0, MAXIMUM_USER_AGENT) ?? null;
  const userAgent = clear === null ? null : pseudonymizer.userAgent(clear);
  if (userAgent !== null && clear !== null) identities.push({ pseudonym: userAgent, kind: "user-agent", value: clear });
  return { client: { ip, userAgent, requestId: client.requestId?.slice(0, 64) ?? null }, identities };
}
