import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { schemaDifferences } from "../../lib/events/compare-schemas.ts";
import { generatedSchemas } from "../../lib/events/json-schemas.ts";
import { REASONS, STEP_NAMES } from "../../lib/events/vocabulary.ts";
import { eventSchemas, SCHEMAS } from "./helpers/contract-files.ts";

test("the committed schemas are those that the code generates", () => {
  expect(schemaDifferences(SCHEMAS, generatedSchemas())).toEqual([]);
});

describe("an event's schema", () => {
  const schemas = eventSchemas().map(({ name, content }) => [name, content] as const);

  test.each(schemas)("%s says its dialect, its id, its title and what it means", (name, schema) => {
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: `urn:samltrail:schema:${name.replace(".", ":")}`,
      title: expect.stringMatching(/^[A-Z].*, version \d+/),
      description: expect.stringMatching(/.{20,}/),
      required: ["metadata", "data"],
    });
  });

  test.each(schemas)("%s bounds every text", (_, schema) => {
    const unbounded: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      const { type, maxLength, pattern, enum: choices, const: only } = node as Record<string, unknown>;
      if (type === "string" && maxLength === undefined && !pattern && !choices && !only) unbounded.push(path);
      for (const [key, value] of Object.entries(node)) walk(value, `${path}/${key}`);
    };
    walk(schema, "");
    expect(unbounded).toEqual([]);
  });

  test("knows every reason and every step, and no other", () => {
    const failed = schemas.find(([name]) => name === "login-failed.v1")?.[1];
    expect(failed).toMatchObject({
      properties: {
        data: {
          properties: {
            reason: { enum: [...REASONS] },
            step: { enum: STEP_NAMES },
            steps: { items: { properties: { name: { enum: STEP_NAMES } } } },
          },
        },
      },
    });
  });
});

describe("the comparison names each file that differs", () => {
  let directory: string;
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "samltrail-schemas-"));
    for (const { path, content } of generatedSchemas()) write(path, content);
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test("none where they are equal, samples aside", () => {
    write("samples/login-failed.v1.json", "{}");
    expect(schemaDifferences(directory, generatedSchemas())).toEqual([]);
  });

  test("a changed, a missing and a stray one", () => {
    write("login-failed.v1.json", "{}");
    rmSync(join(directory, "config/stage.json"));
    write("login-guessed.v1.json", "{}");
    expect(schemaDifferences(directory, generatedSchemas())).toEqual([
      "login-failed.v1.json: differs from the code",
      "config/stage.json: missing",
      "login-guessed.v1.json: no longer generated",
    ]);
  });

  test("all of them where there is no directory", () => {
    expect(schemaDifferences(join(directory, "nowhere"), generatedSchemas())).toHaveLength(generatedSchemas().length);
  });
});
