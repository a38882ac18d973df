/** Finds the SAML response in what a person has at hand: raw XML, base64, a saved form body, or a HAR file of the browser. */
import { CannotJudge } from "./cannot-judge.ts";

export interface FoundResponse {
  /** The value of the form's SAMLResponse field: base64. */
  readonly samlResponse: string;
  /** What it was found in, for the person. */
  readonly foundIn: string;
}

interface HarEntry {
  readonly request?: {
    readonly postData?: { readonly text?: string; readonly params?: readonly { name?: string; value?: string }[] };
  };
}

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
  const entries = (json as { log?: { entries?: readonly HarEntry[] } } | null)?.log?.entries;
  if (!Array.isArray(entries)) throw new CannotJudge("the JSON is not a HAR file: it has no log.entries");
  const found = entries.flatMap(({ request }: HarEntry) => {
    const parameter = request?.postData?.params?.find(({ name }) => name === "SAMLResponse")?.value;
    if (parameter) return [decoded(parameter)];
    const field = new URLSearchParams(request?.postData?.text ?? "").get("SAMLResponse");
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
