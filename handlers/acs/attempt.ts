import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { ulid } from "ulid";
import type { Configuration } from "../../lib/config/configuration.ts";
import type { LoginAttempt } from "../../lib/saml/login-attempt.ts";
import { createCookies } from "../shared/cookies.ts";
import { header } from "../shared/headers.ts";

/** The attempt as the steps take it, from the HTTP API's event. The body is not looked into here. */
export function attemptOf(event: APIGatewayProxyEventV2, configuration: Configuration, now: Date): LoginAttempt {
  const { http, requestId } = event.requestContext;
  return {
    form: {
      method: http.method,
      contentType: header(event, "content-type") ?? null,
      body: Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8"),
    },
    now,
    configuration,
    client: { ip: http.sourceIp || null, userAgent: http.userAgent || null, requestId: requestId || null },
    requestCookie: createCookies(configuration.serviceProvider.baseUrl).readRequest(event),
    correlationId: ulid(now.getTime()),
    attemptId: ulid(now.getTime()),
  };
}
