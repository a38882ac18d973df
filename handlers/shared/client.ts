import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Client } from "../../lib/saml/login-attempt.ts";

/** Where a request comes from, in clear text: events hold pseudonyms of it. */
export function clientOf({ requestContext: { http, requestId } }: APIGatewayProxyEventV2): Client {
  return { ip: http.sourceIp || null, userAgent: http.userAgent || null, requestId: requestId || null };
}
