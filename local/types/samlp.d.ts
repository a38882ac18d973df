/** What is used of samlp 8, which ships no types. */
declare module "samlp" {
  export interface ResponseSettings {
    readonly issuer: string;
    readonly cert: string;
    readonly key: string;
    readonly audience: string;
    readonly recipient: string;
    readonly destination: string;
    readonly inResponseTo?: string;
    readonly lifetimeInSeconds: number;
    readonly signAssertion?: boolean;
    readonly signatureAlgorithm: "rsa-sha256";
    readonly digestAlgorithm: "sha256";
    readonly authnContextClassRef: string;
    readonly sessionIndex: string;
    readonly profileMapper: (user: unknown) => ProfileMapper;
  }

  export interface ProfileMapper {
    getClaims(): Readonly<Record<string, string | readonly string[]>>;
    getNameIdentifier(): { readonly nameIdentifier: string; readonly nameIdentifierFormat: string };
  }

  /** The parts of an express request that samlp reads. */
  export interface RequestParts {
    readonly method: string;
    readonly query: Readonly<Record<string, string>>;
    readonly body: Readonly<Record<string, string>>;
  }

  export interface AuthnRequest {
    readonly id?: string;
    readonly issuer?: string;
    readonly assertionConsumerServiceURL?: string;
    readonly destination?: string;
  }

  type Callback<Result> = (error: unknown, result?: Result) => void;

  interface Samlp {
    /** Verifies the request's signature where `signingCert` is given, and then it must have one. */
    parseRequest(
      request: RequestParts,
      options: { signingCert?: string; relayState?: string },
      done: Callback<AuthnRequest>,
    ): void;
    getSamlResponse(settings: ResponseSettings, user: unknown, done: Callback<string>): void;
    sendError(options: {
      readonly issuer: string;
      readonly destination: string;
      readonly inResponseTo?: string;
      readonly error: { readonly code: string };
      readonly signResponse: boolean;
      readonly cert: string;
      readonly key: string;
      readonly signatureAlgorithm: "rsa-sha256";
      readonly digestAlgorithm: "sha256";
      readonly getPostURL: (request: unknown, done: Callback<string>) => void;
    }): (
      request: unknown,
      response: { set(name: string, value: string): void; send(page: string): void },
      next: (error: unknown) => void,
    ) => void;
  }

  const samlp: Samlp;
  export default samlp;
}
