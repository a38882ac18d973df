/** Finds the SAML response in what a person has at hand: raw XML, base64, a saved form body, or a HAR file of the browser. */

/** Nothing in the input is a SAML response. */
export class NoResponse extends Error {
  override readonly name = "NoResponse";
}

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

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

function inHar(json: unknown): FoundResponse {
  const entries = (json as { log?: { entries?: readonly HarEntry[] } } | null)?.log?.entries;
  if (!Array.isArray(entries)) throw new NoResponse("the JSON is not a HAR file: it has no log.entries");
  const found = entries.flatMap(({ request }: HarEntry) => {
    const parameter = request?.postData?.params?.find(({ name }) => name === "SAMLResponse")?.value;
    // Browsers keep parameters as they were sent, so a percent sign means that they are still encoded.
    if (parameter) return [parameter.includes("%") ? decodeURIComponent(parameter) : parameter];
    const field = new URLSearchParams(request?.postData?.text ?? "").get("SAMLResponse");
    return field ? [field] : [];
  });
  const last = found.at(-1);
  if (last === undefined) throw new NoResponse("no request of the HAR file posts a SAMLResponse");
  const which = found.length === 1 ? "" : `, the last of ${found.length}`;
  return { samlResponse: last, foundIn: `HAR file${which}` };
}

/**
 * @param text the content of the file
 * @throws NoResponse
 */
export function findResponse(text: string): FoundResponse {
  const trimmed = text.trim();
  if (trimmed.startsWith("<")) return { samlResponse: Buffer.from(text).toString("base64"), foundIn: "XML" };
  if (trimmed.startsWith("{")) {
    let json: unknown;
    try {
      json = JSON.parse(trimmed);
    } catch {
      throw new NoResponse("the file begins like JSON and is not");
    }
    return inHar(json);
  }
  const field = new URLSearchParams(trimmed.replace(/^\?/, "")).get("SAMLResponse");
  if (field) return { samlResponse: field, foundIn: "form body" };
  const decoded = /^[\w%.~-]+$/.test(trimmed) && trimmed.includes("%") ? decodeURIComponent(trimmed) : trimmed;
  if (BASE64.test(decoded)) return { samlResponse: decoded, foundIn: "base64" };
  throw new NoResponse("expected raw XML, base64, a form body with SAMLResponse=…, or a HAR file");
}
