/** People sign in by SAML, and ask for credentials with the session they have got. */
import { randomUUID } from "node:crypto";
import { reasonOn } from "../observe.ts";
import { type Delivery, replay, startAtIdentityProvider } from "../sign-in.ts";
import type { Scene } from "./scene.ts";

/** @returns what was posted, and `let in` or the reason on the page */
export async function signIn({ stack }: Scene, person: string): Promise<{ delivery: Delivery; outcome: string }> {
  const delivery = await startAtIdentityProvider(stack, person);
  return { delivery, outcome: outcomeOf(delivery) };
}

const outcomeOf = ({ answer: { status, page } }: Delivery): string => (status === 303 ? "let in" : reasonOn(page));

/** Posts the same message again, as somebody does who presses F5 on the refusal. */
export async function postAgain({ stack }: Scene, delivery: Delivery): Promise<string> {
  return outcomeOf(await replay(delivery, stack));
}

export type Asked =
  | { readonly accessKeyId: string; readonly expiresAt: string; readonly refusedAs: null }
  | { readonly refusedAs: string };

/** `POST /session/credentials`. */
export async function askForCredentials(
  { stack }: Scene,
  { browser }: Delivery,
  fields: Readonly<Record<string, string>>,
): Promise<Asked> {
  const page = `${stack.serviceProviderUrl}/`;
  const { status, page: body } = await browser.post(`${stack.serviceProviderUrl}/session/credentials`, fields, page);
  const answer = JSON.parse(body) as { reason: string; accessKeyId: string; expiresAt: string };
  if (status !== 200) return { refusedAs: answer.reason };
  return { accessKeyId: answer.accessKeyId, expiresAt: answer.expiresAt, refusedAs: null };
}

/** Begins with the letters of an IAM user's key: to the stand-in of STS, somebody else than the credentials function. */
export const strangersKey = (): string => `AKIA${randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase()}`;
