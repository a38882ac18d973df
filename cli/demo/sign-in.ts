/** The ways to the assertion consumer service, by HTTP only, each in a browser of its own. */
import { Browser, formOf, type Visited } from "./browser.ts";

export interface Addresses {
  readonly serviceProviderUrl: string;
  readonly identityProviderUrl: string;
}

/** What was posted to the assertion consumer service, and what came of it. */
export interface Delivery {
  readonly browser: Browser;
  readonly fields: Readonly<Record<string, string>>;
  readonly answer: Visited;
}

export type Change = (fields: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;

/** Posts what the identity provider's page holds, as the script on it would. */
async function deliver(browser: Browser, page: Visited, change: Change = (fields) => fields): Promise<Delivery> {
  const form = formOf(page);
  const fields = change(form.fields);
  return { browser, fields, answer: await browser.post(form.action, fields, page.url) };
}

export interface StartOptions {
  readonly misbehave?: string;
  readonly change?: Change;
}

/** A login that starts at the identity provider. */
export async function startAtIdentityProvider(
  { identityProviderUrl }: Addresses,
  person: string,
  { misbehave, change }: StartOptions = {},
): Promise<Delivery> {
  const browser = new Browser();
  const query = new URLSearchParams({ person, ...(misbehave !== undefined && { misbehave }) });
  return deliver(browser, await browser.open(`${identityProviderUrl}/start?${query}`), change);
}

/** A login that starts here and leads to a place here. */
export async function startAtServiceProvider(
  { serviceProviderUrl }: Addresses,
  person: string,
  relayState: string,
): Promise<Delivery> {
  const browser = new Browser();
  const query = new URLSearchParams({ provider: "demo", RelayState: relayState });
  const redirect = await browser.open(`${serviceProviderUrl}/saml/login?${query}`);
  const target = redirect.headers.get("location");
  if (target === null) throw new Error(`no redirect to the identity provider, but HTTP ${redirect.status}`);
  const choice = formOf(await browser.open(target));
  const chosen = new URLSearchParams({ ...choice.fields, person });
  return deliver(browser, await browser.open(`${choice.action}?${chosen}`));
}

/** Posts once more what was posted before, from another browser. */
export async function replay({ fields, answer }: Delivery, { identityProviderUrl }: Addresses): Promise<Delivery> {
  const browser = new Browser();
  return { browser, fields, answer: await browser.post(answer.url, fields, identityProviderUrl) };
}

/** Changes a role within the signed assertion. */
export const tamper: Change = (fields) => {
  const xml = Buffer.from(fields.SAMLResponse ?? "", "base64").toString("utf8");
  const changed = xml.replace(">developer<", ">administrator<");
  if (changed === xml) throw new Error("there was nothing to tamper with");
  return { ...fields, SAMLResponse: Buffer.from(changed).toString("base64") };
};
