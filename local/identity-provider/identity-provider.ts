/** The demo identity provider over HTTP: three people, and no password, because it is reachable from this machine only. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { RequestParts } from "samlp";
import type { KeyAndCertificate } from "../first-start/certificate.ts";
import { splitTarget } from "../gateway/request-event.ts";
import { readBody } from "../http/read-body.ts";
import { errorFields, type StackLog } from "../log.ts";
import { demoMetadata } from "./metadata.ts";
import { isMisbehaviour } from "./misbehaviours.ts";
import { choicePage, type Fields, homePage, type Page, postPage, refusalPage } from "./pages.ts";
import { PEOPLE } from "./people.ts";
import { publishedCertificates } from "./published-certificates.ts";
import { type KnownServiceProvider, makeResponse, RequestRefused, readAuthnRequest } from "./saml-messages.ts";

export interface IdentityProviderOptions {
  readonly baseUrl: string;
  readonly serviceProviderUrl: string;
  readonly keys: KeyAndCertificate;
  readonly serviceProvider: KnownServiceProvider;
  readonly log: StackLog;
}

type Parameters = Readonly<Record<string, string>>;

/** The fields of a request that travel on from the choice of a person to the answer. */
const REQUEST_FIELDS = ["SAMLRequest", "RelayState", "SigAlg", "Signature", "misbehave"];
const MAXIMUM_BODY = 64 * 1024;

function parameters(encoded: string): Parameters {
  return Object.fromEntries(new URLSearchParams(encoded));
}

function send(response: ServerResponse, page: Page): void {
  response.writeHead(page.status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": page.contentSecurityPolicy,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
  });
  response.end(page.html);
}

export function identityProvider(options: IdentityProviderOptions): RequestListener {
  const { keys, serviceProvider } = options;

  async function answerAs(given: Parameters, inResponseTo: string | null): Promise<Page> {
    const person = PEOPLE.find((candidate) => candidate.id === given.person);
    if (!person) throw new RequestRefused("There is no such person here.");
    const misbehaviour = given.misbehave ?? null;
    if (misbehaviour !== null && !isMisbehaviour(misbehaviour)) {
      throw new RequestRefused("That is no way to misbehave that is known here.");
    }
    const message = await makeResponse({ keys, serviceProvider, person, inResponseTo, misbehaviour });
    const relayState = given.RelayState;
    const fields: Fields = [
      ["SAMLResponse", message],
      ...(relayState === undefined ? [] : ([["RelayState", relayState]] as const)),
    ];
    return postPage(serviceProvider.acsUrl, fields);
  }

  /** By what this provider was set up with; where that does not fit any more, by what the service provider publishes now. */
  async function readRequest(parts: RequestParts): Promise<string> {
    try {
      return await readAuthnRequest(parts, serviceProvider);
    } catch (refused) {
      if (serviceProvider.signingCertificate === null) throw refused;
      for (const signingCertificate of await publishedCertificates(options.serviceProviderUrl)) {
        const id = await readAuthnRequest(parts, { ...serviceProvider, signingCertificate }).catch(() => null);
        if (id !== null) return id;
      }
      throw refused;
    }
  }

  /** A login that the service provider began. */
  async function singleSignOn(request: IncomingMessage, query: string): Promise<Page> {
    const method = request.method === "POST" ? "POST" : "GET";
    const body = method === "POST" ? parameters((await readBody(request, MAXIMUM_BODY)).toString("utf8")) : {};
    const given = method === "POST" ? body : parameters(query);
    const inResponseTo = await readRequest({ method, query: parameters(query), body });
    if (given.person !== undefined) return answerAs(given, inResponseTo);
    return choicePage(
      method,
      Object.entries(given).filter(([name]) => REQUEST_FIELDS.includes(name)),
    );
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = splitTarget(request);
    const route = `${request.method} ${path}`;
    if (route === "GET /metadata") {
      response.writeHead(200, { "content-type": "application/samlmetadata+xml" });
      response.end(demoMetadata(options.baseUrl, keys));
    } else if (route === "GET /") send(response, homePage(options.serviceProviderUrl));
    else if (route === "GET /start") send(response, await answerAs(parameters(query), null));
    else if (route === "GET /sso" || route === "POST /sso") send(response, await singleSignOn(request, query));
    else send(response, refusalPage(404, "There is nothing here."));
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (error instanceof RequestRefused) return send(response, refusalPage(400, error.message));
      options.log.error("the demo identity provider failed", errorFields(error));
      send(response, refusalPage(500, "Something went wrong here; the log says what."));
    });
  };
}
