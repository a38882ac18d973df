/** Signs in to the stack on this machine, by its demo identity provider, and asks there for credentials. */
import * as z from "zod";
import { PEOPLE, type Person } from "../../local/identity-provider/people.ts";
import { UsageError } from "../command.ts";
import type { Browser } from "../demo/browser.ts";
import { startAtServiceProvider } from "../demo/sign-in.ts";
import type { Obtained } from "./obtained.ts";

/** As short as STS lends them. */
export const MINUTES = 15;

/** @throws UsageError where nobody there is called that */
export function personHere(asked: string): Person {
  const wanted = asked.trim().toLowerCase();
  const found = PEOPLE.find(({ id, name, email }) => [id, name, email].some((each) => each.toLowerCase() === wanted));
  if (found) return found;
  throw new UsageError(`the demo identity provider knows ${PEOPLE.map(({ id }) => id).join(", ")}, and not ${asked}`);
}

export interface SignedInHere {
  readonly browser: Browser;
  /** The HTTP API's request id, which the events carry too. */
  readonly requestId: string;
}

export async function signInHere(baseUrl: string, person: Person): Promise<SignedInHere> {
  const { browser, answer } = await startAtServiceProvider(
    { serviceProviderUrl: baseUrl, identityProviderUrl: baseUrl },
    person.id,
    "/",
  );
  return { browser, requestId: answer.headers.get("apigw-requestid") ?? "" };
}

const given = z.object({
  accessKeyId: z.string(),
  expiresAt: z.string(),
  role: z.object({ assumedRoleArn: z.string() }),
});
const refused = z.object({ reason: z.string(), words: z.string(), remedy: z.string() });

export async function credentialsHere(browser: Browser, baseUrl: string, mappingId: string): Promise<Obtained> {
  const fields = { mappingId, durationMinutes: String(MINUTES) };
  const { status, page } = await browser.post(`${baseUrl}/session/credentials`, fields, baseUrl);
  const body: unknown = JSON.parse(page);
  if (status === 200) {
    const { accessKeyId, expiresAt, role } = given.parse(body);
    return { mappingId, given: { accessKeyId, expiresAt, assumedRoleArn: role.assumedRoleArn }, refused: null };
  }
  const { reason, words, remedy } = refused.parse(body);
  return { mappingId, given: null, refused: `${reason}: ${words} ${remedy}` };
}

/** Leaves no session behind. What was lent runs out by itself. */
export async function signOutHere(browser: Browser, baseUrl: string): Promise<void> {
  await browser.post(`${baseUrl}/session/end`, {}, baseUrl);
}
