/** Events of the HTTP API (payload format 2.0), as its browsers cause them. */
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";

export interface Request {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly cookies?: readonly string[];
  readonly body?: string;
}

export function httpEvent({ method = "GET", path = "/", query, headers = {}, cookies, body }: Request = {}) {
  const event: APIGatewayProxyEventV2 = {
    version: "2.0",
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { "user-agent": "test", ...headers },
    requestContext: {
      accountId: "123456789012",
      apiId: "api",
      domainName: "sp.example.test",
      domainPrefix: "sp",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "test" },
      requestId: "request-1",
      routeKey: `${method} ${path}`,
      stage: "$default",
      time: "03/Aug/2026:10:00:00 +0000",
      timeEpoch: 1785751200000,
    },
    isBase64Encoded: false,
    ...(query && { queryStringParameters: query }),
    ...(cookies && { cookies: [...cookies] }),
    ...(body !== undefined && { body }),
  };
  return event;
}

export const lambdaContext = { functionName: "test", awsRequestId: "request-1" } as Context;
