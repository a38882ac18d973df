/** Finds the SAML response in what a person has at hand: raw XML, base64, a saved form body, or a HAR file of the browser. */
import * as z from "zod";
import { CannotJudge } from "./cannot-judge.ts";

export interface FoundResponse {
  /** The value of the form's SAMLResponse field: base64. */
  readonly samlResponse: string;
  /** What it was found in, for the person. */
  readonly foundIn: string;
}

/** What a HAR file says of a request that posts a form; of all others nothing is wanted. */
const entrySchema = z.object({
  request: z.object({
    postData: z.object({
      text: z.string().default(""),
      params: z.array(z.object({ name: z.string(), value: z.string().default("") })).default([]),
    }),
  }),
});

/** Undoes percent-encoding where there is any: browsers keep parameters as they were sent. */
function decoded(value: string): string {
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    throw new CannotJudge("the SAMLResponse is neither base64 nor percent-encoded");
  }
}

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

function inHar(json: unknown): FoundResponse {
  const entries = (json as { log?: { entries?: readonly unknown[] } | null } | null)?.log?.entries;
  if (!Array.isArray(entries)) throw new CannotJudge("the JSON is not a HAR file: it has no log.entries");
  const found = entries.flatMap((entry) => {
    const fitting = entrySchema.safeParse(entry);
    if (!fitting.success) return [];
    const { text, params } = fitting.data.request.postData;
    const parameter = params.find(({ name }) => name === "SAMLResponse")?.value;
    if (parameter) return [decoded(parameter)];
    const field = new URLSearchParams(text).get("SAMLResponse");
    return field ? [field] : [];
  });
  const last = found.at(-1);
  if (last === undefined) throw new CannotJudge("no request of the HAR file posts a SAMLResponse");
  const which = found.length === 1 ? "" : `, the last of ${found.length}`;
  return { samlResponse: last, foundIn: `HAR file${which}` };
}

/**
 * @param text the content of the file
 * @throws CannotJudge
 */
export function findResponse(text: string): FoundResponse {
  const trimmed = text.trim();
  if (trimmed.startsWith("<")) return { samlResponse: Buffer.from(text).toString("base64"), foundIn: "XML" };
  if (trimmed.startsWith("{")) {
    let json: unknown;
    try {
      json = JSON.parse(trimmed);
    } catch {
      throw new CannotJudge("the file begins like JSON and is not");
    }
    return inHar(json);
  }
  const field = new URLSearchParams(trimmed.replace(/^\?/, "")).get("SAMLResponse");
  if (field) return { samlResponse: field, foundIn: "form body" };
  const value = /^[\w%.~-]+$/.test(trimmed) ? decoded(trimmed) : trimmed;
  if (BASE64.test(value)) return { samlResponse: value, foundIn: "base64" };
  throw new CannotJudge("expected raw XML, base64, a form body with SAMLResponse=…, or a HAR file");
}
