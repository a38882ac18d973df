/** The SAML of the demo identity provider, by npm `samlp`: another signer than the libraries that verify here. */
import { randomUUID } from "node:crypto";
import samlp, { type AuthnRequest, type RequestParts, type ResponseSettings } from "samlp";
import type { KeyAndCertificate } from "../first-start/certificate.ts";
import { CHANGES, type Misbehaviour } from "./misbehaviours.ts";
import { ATTRIBUTES, type Person } from "./people.ts";

/** Stays the same wherever the provider listens: it is part of every subject's and every assertion's identity. */
export const ENTITY_ID = "urn:samltrail:demo-identity-provider";

/** The one service provider that this identity provider knows. */
export interface KnownServiceProvider {
  readonly entityId: string;
  readonly acsUrl: string;
  /** PEM; its requests must be signed with this certificate's key. Null where the configuration names none. */
  readonly signingCertificate: string | null;
}

/** The request is not one to answer; the message is for the page. */
export class RequestRefused extends Error {
  override readonly name = "RequestRefused";
}

const LIFETIME_SECONDS = 300;
const PASSWORD_CONTEXT = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
const PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
const AUTHN_FAILED = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed";

/**
 * Reads an AuthnRequest and holds it against the service provider it must come from: an identity provider that answers to
 * any address it is given hands out assertions to anyone.
 * @returns the request's ID
 * @throws RequestRefused
 */
export async function readAuthnRequest(parts: RequestParts, known: KnownServiceProvider): Promise<string> {
  const options = known.signingCertificate ? { signingCert: known.signingCertificate } : {};
  const request = await new Promise<AuthnRequest | undefined>((resolve, reject) => {
    samlp.parseRequest(parts, options, (error, parsed) => (error ? reject(error) : resolve(parsed)));
  }).catch((error: unknown) => {
    throw new RequestRefused("The sign-in request can't be read, or its signature is not valid.", { cause: error });
  });
  if (!request?.id) throw new RequestRefused("There is no sign-in request.");
  if (request.issuer !== known.entityId) throw new RequestRefused("The request comes from an unknown application.");
  const acsUrl = request.assertionConsumerServiceURL;
  if (acsUrl !== undefined && acsUrl !== known.acsUrl) {
    throw new RequestRefused("The request asks for an answer to an address that is not the application's.");
  }
  return request.id;
}

function profileOf(person: Person): ReturnType<ResponseSettings["profileMapper"]> {
  return {
    getClaims: () => ({
      [ATTRIBUTES.roles]: person.roles,
      [ATTRIBUTES.displayName]: person.name,
      [ATTRIBUTES.email]: person.email,
    }),
    getNameIdentifier: () => ({ nameIdentifier: `demo-${person.id}`, nameIdentifierFormat: PERSISTENT }),
  };
}

export interface ResponseOptions {
  readonly keys: KeyAndCertificate;
  readonly serviceProvider: KnownServiceProvider;
  readonly person: Person;
  readonly inResponseTo: string | null;
  readonly misbehaviour: Misbehaviour | null;
}

/** A response that says the sign-in failed. samlp makes it only as a page, so the message is taken from the page. */
function failedResponse({ keys, serviceProvider, inResponseTo }: ResponseOptions): Promise<string> {
  const send = samlp.sendError({
    issuer: ENTITY_ID,
    destination: serviceProvider.acsUrl,
    ...(inResponseTo !== null && { inResponseTo }),
    error: { code: AUTHN_FAILED },
    signResponse: true,
    cert: keys.certificatePem,
    key: keys.privateKeyPem,
    signatureAlgorithm: "rsa-sha256",
    digestAlgorithm: "sha256",
    getPostURL: (_request, done) => done(null, serviceProvider.acsUrl),
  });
  return new Promise((resolve, reject) => {
    const response = {
      set: () => undefined,
      send: (page: string) => resolve(/name="SAMLResponse"\s+value="([^"]+)"/.exec(page)?.[1] ?? ""),
    };
    send({}, response, reject);
  });
}

/** @returns the SAMLResponse in base64 */
export async function makeResponse(options: ResponseOptions): Promise<string> {
  const { keys, serviceProvider, person, inResponseTo, misbehaviour } = options;
  if (misbehaviour === "status") return failedResponse(options);
  const settings: ResponseSettings = {
    issuer: ENTITY_ID,
    cert: keys.certificatePem,
    key: keys.privateKeyPem,
    audience: serviceProvider.entityId,
    recipient: serviceProvider.acsUrl,
    destination: serviceProvider.acsUrl,
    ...(inResponseTo !== null && { inResponseTo }),
    lifetimeInSeconds: LIFETIME_SECONDS,
    signatureAlgorithm: "rsa-sha256",
    digestAlgorithm: "sha256",
    authnContextClassRef: PASSWORD_CONTEXT,
    sessionIndex: `_${randomUUID()}`,
    profileMapper: () => profileOf(person),
    ...(misbehaviour && CHANGES[misbehaviour]),
  };
  return signedResponse(settings);
}

/** @returns the SAMLResponse in base64 */
export async function signedResponse(settings: ResponseSettings): Promise<string> {
  // Of whom it speaks is up to the settings' profileMapper.
  const xml = await new Promise<string>((resolve, reject) => {
    samlp.getSamlResponse(settings, {}, (error, response) =>
      response === undefined ? reject(error) : resolve(response),
    );
  });
  return Buffer.from(xml).toString("base64");
}
