import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { header } from "./headers.ts";

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

/**
 * Whether one of our own pages sent this request. Every header that a browser sends about it must agree, and at least one
 * must be there: other sites cannot set any of them. `Origin: null` says nothing, so it counts as not sent.
 */
export function isFromOurselves(event: APIGatewayProxyEventV2, baseUrl: string): boolean {
  const ours = new URL(baseUrl).origin;
  const origin = header(event, "origin");
  const site = header(event, "sec-fetch-site");
  const referer = header(event, "referer");
  const witnesses = [
    ...(origin === undefined || origin === "null" ? [] : [origin === ours]),
    ...(site === undefined ? [] : [site === "same-origin"]),
    ...(referer === undefined ? [] : [originOf(referer) === ours]),
  ];
  return witnesses.length > 0 && witnesses.every((agrees) => agrees);
}
