/** Gets credentials through the browser: authorization code with PKCE (RFC 6749 §4.1, RFC 7636, RFC 8252). */
import { randomBytes } from "node:crypto";
import * as z from "zod";
import { challengeOf, createVerifier } from "../../lib/credentials/code-challenge.ts";
import { printable } from "../../lib/events/printable.ts";
import { listenForCode } from "./callback.ts";

const credentials = z.object({
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string(),
  expiresAt: z.string(),
  role: z.object({ assumedRoleArn: z.string() }),
});

export type LentCredentials = z.infer<typeof credentials>;

/** The service said no, or nothing that makes sense. */
export class NotGiven extends Error {
  override readonly name = "NotGiven";
}

export interface SignIn {
  readonly baseUrl: string;
  readonly mappingId: string;
  readonly minutes: number | null;
  /** Shows the address to the person, who goes on there. */
  readonly show: (url: string) => void;
  readonly patienceMs: number;
}

function authorizeUrl({ baseUrl, mappingId, minutes }: SignIn, redirectUri: string, challenge: string, state: string) {
  const url = new URL("/session/authorize", baseUrl);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: "samltrail-cli",
    redirect_uri: redirectUri,
    code_challenge: challenge,
    code_challenge_method: "S256",
    state,
    mapping_id: mappingId,
    ...(minutes === null ? {} : { duration_minutes: String(minutes) }),
  }).toString();
  return url.href;
}

const refusal = z.object({ reason: z.string(), words: z.string(), remedy: z.string(), correlationId: z.string() });

async function exchange(baseUrl: string, fields: Readonly<Record<string, string>>): Promise<LentCredentials> {
  const response = await fetch(new URL("/session/token", baseUrl), {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams(fields),
    redirect: "error",
  });
  const body: unknown = await response.json().catch(() => null);
  const given = credentials.safeParse(body);
  if (response.ok && given.success) return given.data;
  const { data } = refusal.safeParse(body);
  if (!data) throw new NotGiven(`${baseUrl} answered with status ${response.status} and nothing that makes sense`);
  const words = `${data.words} ${data.remedy} (${data.reason}, number ${data.correlationId})`;
  throw new NotGiven(printable(words, 600));
}

/** @throws NotApproved, NotGiven: for the person at the terminal */
export async function signIn(options: SignIn): Promise<LentCredentials> {
  const state = randomBytes(24).toString("base64url");
  const verifier = createVerifier();
  const callback = await listenForCode(state, options.patienceMs);
  try {
    options.show(authorizeUrl(options, callback.redirectUri, challengeOf(verifier) ?? "", state));
    return await exchange(options.baseUrl, {
      grant_type: "authorization_code",
      client_id: "samltrail-cli",
      code: await callback.code,
      redirect_uri: callback.redirectUri,
      code_verifier: verifier,
    });
  } finally {
    await callback.close();
  }
}
