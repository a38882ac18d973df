import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** A request header by its lower-case name. The HTTP API lowers names; not every emulator does. */
export function header(event: APIGatewayProxyEventV2, name: string): string | undefined {
  const { headers } = event;
  return headers[name] ?? Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** A program asks for JSON by name; a browser asks for HTML first. */
export function wantsJson(event: APIGatewayProxyEventV2): boolean {
  const accepted = (header(event, "accept") ?? "").toLowerCase();
  return accepted.includes("application/json") && !accepted.includes("text/html");
}
