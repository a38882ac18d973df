import { checkSchema } from "../schema/check-schema.ts";
import type { SchemaValidator } from "../schema/schema-validator.ts";
import { defineStep } from "../step.ts";

/** The SAML, XML signature and XML encryption schemas. The validator is the configured one of two. */
export const validateSchema = (validator: SchemaValidator) =>
  defineStep("validate-schema", async ({ xml }: { xml: string }, { refuse }): Promise<object> => {
    await checkSchema(xml, validator, refuse);
    return {};
  });
