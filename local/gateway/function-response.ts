/** A function's answer as HTTP, as an API Gateway HTTP API makes it (payload format 2.0). */
import type { ServerResponse } from "node:http";
import * as z from "zod";

const structured = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(""),
  isBase64Encoded: z.boolean().default(false),
});

/** API Gateway's own answers. */
export function answerMessage(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ message }));
}

/**
 * Answers with what a function returned. Without a status code it is taken for a JSON body (the guide's "format 2.0
 * inferred response").
 */
export function answerWith(response: ServerResponse, answer: unknown): void {
  const isStructured = typeof answer === "object" && answer !== null && "statusCode" in answer;
  if (!isStructured) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    return;
  }
  const parsed = structured.safeParse(answer);
  if (!parsed.success) {
    answerMessage(response, 500, "Internal Server Error");
    return;
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const content = isBase64Encoded ? Buffer.from(body, "base64") : Buffer.from(body);
  response.statusCode = statusCode;
  response.setHeader("content-type", "text/plain;charset=UTF-8");
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.setHeader("content-length", content.length);
  response.end(content);
}
