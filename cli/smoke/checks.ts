/** What a deployment must do, tried from outside: each check says in words what it saw, or what is wrong. */
import { DOMParser } from "@xmldom/xmldom";
import { Browser, type Visited } from "../demo/browser.ts";
import { responseOf, type Service, type SmokeProvider } from "./smoke-provider.ts";

/** What the service did is not what it must do. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}

export interface Check {
  readonly name: string;
  /**
   * @returns what was seen
   * @throws CheckFailed
   */
  run(): Promise<string>;
}

export interface ChecksOptions {
  /** An origin. */
  readonly url: string;
  /** Signs a person in where it is given. */
  readonly provider: SmokeProvider | null;
}

function expectStatus({ url, status }: Visited, ...expected: readonly number[]): void {
  if (!expected.includes(status))
    throw new CheckFailed(`expected HTTP ${expected.join(" or ")} of ${url}, found ${status}`);
}

const hasSession = ({ headers }: Visited) =>
  headers.getSetCookie().some((each) => /^(__Host-)?samltrail=[^;]/.test(each));

const protectedPage = ({ url, headers }: Visited) => {
  if (!headers.get("content-security-policy")) throw new CheckFailed(`${url} sends no Content-Security-Policy`);
  if (!headers.get("cache-control")?.includes("no-store")) throw new CheckFailed(`${url} may be stored`);
};

function serviceOf(metadata: string, url: string): Service {
  const document = new DOMParser().parseFromString(metadata, "text/xml");
  const entityId = document.documentElement?.getAttribute("entityID");
  const [acs] = Array.from(document.getElementsByTagNameNS("*", "AssertionConsumerService"));
  const acsUrl = acs?.getAttribute("Location");
  if (!entityId || !acsUrl) throw new CheckFailed("the metadata names no entityID or no AssertionConsumerService");
  if (acsUrl !== `${url}/saml/acs`)
    throw new CheckFailed(`the metadata sends people to ${acsUrl}, not to ${url}/saml/acs`);
  return { entityId, acsUrl };
}

/** A Response that nobody signed, well-formed and of no provider: it must be refused, by name. */
const NOBODYS = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_smoke" Version="2.0" IssueInstant="2026-01-01T00:00:00Z"><saml:Issuer>urn:samltrail:nobody</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:Response>`;

const numberOf = ({ page }: Visited) => /class="number">([0-9A-HJKMNP-TV-Z]{26})</.exec(page)?.[1];

/** One after the other: what the first ones find out the later ones need. */
export function checksOf({ url, provider }: ChecksOptions): readonly Check[] {
  const browser = new Browser();
  let service: Service | undefined;
  const known = () => {
    if (!service) throw new CheckFailed("not tried, since the metadata could not be read");
    return service;
  };
  const always: Check[] = [
    {
      name: "metadata",
      async run() {
        const answer = await browser.open(`${url}/saml/metadata`);
        expectStatus(answer, 200);
        service = serviceOf(answer.page, url);
        return service.entityId;
      },
    },
    {
      name: "start page",
      async run() {
        const answer = await browser.open(`${url}/`);
        expectStatus(answer, 200);
        protectedPage(answer);
        return "asks who signs in";
      },
    },
    {
      name: "a response that nobody signed",
      async run() {
        const SAMLResponse = Buffer.from(NOBODYS).toString("base64");
        const answer = await browser.post(known().acsUrl, { SAMLResponse }, "https://smoke-login.invalid");
        if (answer.status < 400 || hasSession(answer))
          throw new CheckFailed(`it was not refused: HTTP ${answer.status}`);
        protectedPage(answer);
        const number = numberOf(answer);
        if (!number) throw new CheckFailed("the refusal gives no number to quote");
        return `refused, number ${number}`;
      },
    },
  ];
  if (!provider) return always;
  return [
    ...always,
    {
      name: "sign in",
      async run() {
        const fields = { SAMLResponse: await responseOf(provider, known()) };
        const answer = await browser.post(known().acsUrl, fields, "https://smoke-login.invalid");
        if (answer.status !== 303 || !hasSession(answer)) {
          const number = numberOf(answer);
          const words = /<h1>([^<]*)/.exec(answer.page)?.[1] ?? "";
          throw new CheckFailed(`HTTP ${answer.status}: ${words}${number ? `, number ${number}` : ""}`);
        }
        return `let in, and sent to ${answer.headers.get("location")}`;
      },
    },
    {
      name: "signed in",
      async run() {
        const answer = await browser.open(`${url}/`);
        expectStatus(answer, 200);
        if (!answer.page.includes("/session/end")) throw new CheckFailed("the start page does not know the session");
        return "the start page knows the session";
      },
    },
    {
      name: "sign out",
      async run() {
        const answer = await browser.post(`${url}/session/end`, {}, url);
        expectStatus(answer, 200, 303);
        const after = await browser.open(`${url}/`);
        if (after.page.includes("/session/end")) throw new CheckFailed("the session is still there");
        return "the session is over";
      },
    },
  ];
}
