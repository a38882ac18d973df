import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { roleMappingsSchema, stageSchema } from "../../lib/config/schema.ts";
import { everyKey } from "../../lib/config/schema-shape.ts";

const page = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");
const documented = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, key]) => key);

test("docs/configuration.md describes every key there is, once, and no other", () => {
  const keys = [...everyKey(stageSchema), ...everyKey(roleMappingsSchema)];
  expect([...documented].sort()).toEqual([...keys].sort());
});

test("the example in docs/configuration.md fits the schema", () => {
  const example = page.match(/```yaml\n([\s\S]*?)```/)?.[1] ?? "";
  expect(() => stageSchema.parse(parse(example))).not.toThrow();
});

test("the defaults that docs/configuration.md names are those of the schema", () => {
  const stage = stageSchema.parse(parse(page.match(/```yaml\n([\s\S]*?)```/)?.[1] ?? ""));
  const [provider] = stage.identityProviders;
  const values: Record<string, unknown> = {
    schemaValidator: stage.schemaValidator,
    "session.minutes": stage.session.minutes,
    "flood.eventsPerMinute": stage.flood.eventsPerMinute,
    "metrics.roleLimit": stage.metrics.roleLimit,
    "serviceProvider.nameIdFormat": stage.serviceProvider.nameIdFormat,
  };
  for (const key of ["mayStartLogin", "wantSigned", "expiredCertificates", "allowCbcDecryption"] as const) {
    values[`identityProviders[].${key}`] = provider?.[key];
  }
  for (const [key, value] of Object.entries(values)) {
    expect(page).toContain(`| \`${key}\` | \`${String(value)}\` |`);
  }
});
