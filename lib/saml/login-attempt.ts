/** What a login attempt starts with. */
import type { Configuration } from "../config/configuration.ts";
import type { FormPost } from "./steps/read-form.ts";

export interface Client {
  /** Clear text, or `null` where the request did not say. */
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** The HTTP API's request id. */
  readonly requestId: string | null;
}

export interface LoginAttempt {
  readonly form: FormPost;
  /** The one instant at which everything in this attempt is judged. */
  readonly now: Date;
  readonly configuration: Configuration;
  readonly client: Client;
  /** The value of the cookie that binds an AuthnRequest to its browser. */
  readonly requestCookie: string | null;
  readonly correlationId: string;
  readonly attemptId: string;
}
