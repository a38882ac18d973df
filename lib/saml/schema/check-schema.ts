import type { LoginRefused, RefusalDetail } from "../refusal.ts";
import type { SchemaValidator, SchemaVerdict } from "./schema-validator.ts";

type RefuseSchema = (reason: "schema" | "dependency-unavailable", detail: RefusalDetail) => LoginRefused;

/**
 * @throws LoginRefused `schema` where the document does not fit; `dependency-unavailable` where the validator itself failed
 */
export async function checkSchema(xml: string, validator: SchemaValidator, refuse: RefuseSchema): Promise<void> {
  let verdict: SchemaVerdict;
  try {
    verdict = await validator.validate(xml);
  } catch (cause) {
    throw refuse("dependency-unavailable", { problem: "schema-validator", cause });
  }
  if (!verdict.valid) throw refuse("schema", { problem: "not-valid", found: verdict.message });
}
