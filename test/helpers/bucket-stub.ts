/** A bucket at the edge of the network: conditional puts, gets, and listings of two keys a page. */
import { createHash } from "node:crypto";
import type { StubAnswer, StubRequest } from "./aws-stub.ts";

const PAGE = 2;

export interface Bucket {
  readonly objects: Map<string, string>;
  readonly answer: (request: StubRequest) => StubAnswer;
}

const error = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;

export function createBucket(name: string): Bucket {
  const objects = new Map<string, string>();

  function put(key: string, { headers, body }: StubRequest): StubAnswer {
    if (headers["if-none-match"] === "*" && objects.has(key)) return { status: 412, body: error("PreconditionFailed") };
    const checksum = createHash("sha256").update(body).digest("base64");
    if (headers["x-amz-checksum-sha256"] !== checksum) return { status: 400, body: error("BadDigest") };
    objects.set(key, body);
    return {};
  }

  function list(query: URLSearchParams): StubAnswer {
    const after = query.get("continuation-token") ?? "";
    const keys = [...objects.keys()].filter((key) => key.startsWith(query.get("prefix") ?? "")).sort();
    const rest = keys.filter((key) => key > after);
    const page = rest.slice(0, PAGE);
    const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("");
    const next =
      rest.length > PAGE
        ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${page.at(-1)}</NextContinuationToken>`
        : "<IsTruncated>false</IsTruncated>";
    return { body: `<?xml version="1.0"?><ListBucketResult>${contents}${next}</ListBucketResult>` };
  }

  return {
    objects,
    answer(request) {
      const url = new URL(request.path, "http://stub");
      const key = decodeURIComponent(url.pathname).slice(`/${name}/`.length);
      const headers = { "content-type": "application/xml" };
      if (request.method === "PUT") return { headers, ...put(key, request) };
      if (url.searchParams.has("list-type")) return { headers, ...list(url.searchParams) };
      const body = objects.get(key);
      return body === undefined ? { headers, status: 404, body: error("NoSuchKey") } : { body };
    },
  };
}
