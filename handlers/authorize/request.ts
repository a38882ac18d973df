/** What a program on a person's computer asks for through the browser (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8252). */
import * as z from "zod";
import { CHALLENGE } from "../../lib/credentials/code-challenge.ts";
import { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import { minutesField } from "../shared/persons-request.ts";

/**
 * Only a listener on this very computer, by address and not by name (RFC 8252 §7.3, §8.3): nobody else's page can be sent a code.
 */
const LOOPBACK = /^http:\/\/127\.0\.0\.1:(\d{4,5})\/callback$/;

const isLoopbackUri = (uri: string): boolean => {
  const [, port = ""] = LOOPBACK.exec(uri) ?? [];
  return Number(port) >= 1024 && Number(port) <= 65_535;
};

export const authorizeFields = z.strictObject({
  response_type: z.literal("code"),
  client_id: z.literal("samltrail-cli"),
  redirect_uri: z.string().refine(isLoopbackUri, "expected http://127.0.0.1:<port>/callback"),
  code_challenge: z.string().regex(CHALLENGE, "expected an S256 code challenge"),
  code_challenge_method: z.literal("S256"),
  state: z.string().regex(/^[A-Za-z0-9_-]{16,128}$/, "expected 16 to 128 letters, digits, - and _"),
  mapping_id: z.string().min(1).max(63),
  duration_minutes: minutesField.optional(),
});

export type AuthorizeFields = z.output<typeof authorizeFields>;

/** @throws CredentialsRefused malformed: told on a page, never by a redirect to an address that was not judged */
export function readQuery(query: Record<string, string | undefined> | undefined): AuthorizeFields {
  const result = authorizeFields.safeParse(query ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const expected = `${issue?.path.join(".") || "the query"}: ${issue?.message}`.slice(0, 200);
  throw new CredentialsRefused("malformed", { problem: "field", expected });
}

/** Where the browser goes on to: the program's listener, with its answer. */
export function answerUri({ redirect_uri, state }: AuthorizeFields, answer: Readonly<Record<string, string>>): string {
  return `${redirect_uri}?${new URLSearchParams({ ...answer, state })}`;
}
