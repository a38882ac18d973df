/** The fields of a request's body: JSON from programs, a form from our pages. */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type * as z from "zod";
import { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import { header } from "./headers.ts";

/** An envelope of 2,048 characters, escaped as badly as can be, fits with room to spare. */
const MAXIMUM_BODY_BYTES = 16_384;

function malformed(problem: string, expected: string): CredentialsRefused {
  return new CredentialsRefused("malformed", { problem, expected });
}

function jsonFields(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("not-json", "a JSON object");
  }
}

/** A field left empty in a form was not filled in. */
function formFields(text: string): Record<string, string> {
  const pairs = [...new URLSearchParams(text)].filter(([, value]) => value !== "");
  const fields = Object.fromEntries(pairs);
  if (Object.keys(fields).length !== pairs.length) throw malformed("repeated-field", "each field once");
  return fields;
}

/**
 * Reads the body and holds it against its model.
 * @throws CredentialsRefused malformed, naming the first field that is wrong
 */
export function requestFields<Model extends z.ZodType>(event: APIGatewayProxyEventV2, model: Model): z.output<Model> {
  const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (body.byteLength > MAXIMUM_BODY_BYTES) throw malformed("too-large", `at most ${MAXIMUM_BODY_BYTES} bytes`);
  const type = (header(event, "content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  const text = body.toString("utf8");
  let fields: unknown;
  if (type === "application/json") fields = jsonFields(text);
  else if (type === "application/x-www-form-urlencoded") fields = formFields(text);
  else throw malformed("media-type", "application/json or application/x-www-form-urlencoded");
  const result = model.safeParse(fields);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw malformed("field", `${issue?.path.join(".") || "the whole"}: ${issue?.message}`.slice(0, 200));
}
