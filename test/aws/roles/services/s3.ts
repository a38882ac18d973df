import type { HttpCall } from "../../emulator/recording-proxy.ts";
import type { Demand } from "../aws-call.ts";

/** What the SDK adds to a request's query for itself. */
const OPERATION = "x-id";

function actionOf({ method, target }: HttpCall, key: string, query: URLSearchParams): string {
  const named = query.get(OPERATION);
  if (key === "") {
    if (method === "GET" && query.has("versions")) return "s3:ListBucketVersions";
    if (method === "GET" && (query.has("list-type") || named === "ListObjects")) return "s3:ListBucket";
    if (method === "HEAD") return "s3:ListBucket";
  } else {
    const isVersion = query.has("versionId");
    const isSubresource = [...query.keys()].some((name) => !["versionId", OPERATION].includes(name));
    if (!isSubresource && (method === "GET" || method === "HEAD")) {
      return isVersion ? "s3:GetObjectVersion" : "s3:GetObject";
    }
    if (!isSubresource && method === "PUT") return "s3:PutObject";
  }
  throw new Error(`no action is known for ${method} ${target}`);
}

/** Requests by path (`/<bucket>/<key>`), as the SDK makes them where the endpoint is an address. */
export function s3Demands(call: HttpCall): readonly Demand[] {
  const url = new URL(call.target, "http://path.invalid");
  const [bucket = "", ...rest] = url.pathname.slice(1).split("/");
  const key = decodeURIComponent(rest.join("/"));
  const action = actionOf(call, key, url.searchParams);
  const ifNoneMatch = call.headers["if-none-match"];
  return [
    {
      action,
      resource: key === "" ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`,
      context: ifNoneMatch === undefined ? {} : { "s3:if-none-match": ifNoneMatch },
    },
  ];
}
