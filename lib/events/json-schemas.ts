/** The JSON Schemas that other teams and editors read, generated from the schemas that the code itself uses. */
import * as z from "zod";
import { roleMappingsSchema, stageSchema } from "../config/schema.ts";
import { EVENT_TYPES } from "./catalogue.ts";

export interface GeneratedFile {
  /** Path below `schemas/`. */
  readonly path: string;
  readonly content: string;
}

/** `Login Failed` > `login-failed`. */
export function kebabCase(name: string): string {
  return name.toLowerCase().replaceAll(" ", "-");
}

/** As a writer sees it: keys with a default may be left out, keys that a later version adds do not break a reader. */
function jsonSchema(schema: z.ZodType, id: string, title: string, description: string): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" });
  return `${JSON.stringify({ $schema, $id: `urn:samltrail:schema:${id}`, title, description, ...rest }, null, 2)}\n`;
}

function eventFiles(): GeneratedFile[] {
  return EVENT_TYPES.map(({ name, version, detail, data }) => {
    const id = `${kebabCase(name)}:v${version}`;
    const description = data.description;
    if (!description) throw new Error(`the event type ${name} version ${version} has no description`);
    return {
      path: `${kebabCase(name)}.v${version}.json`,
      content: jsonSchema(detail, id, `${name}, version ${version}: the detail of the EventBridge event`, description),
    };
  });
}

const CONFIGURATION = [
  {
    name: "stage",
    schema: stageSchema,
    title: "samltrail stage file",
    description: "One stage of samltrail: config/<stage>.yaml. docs/configuration.md explains every key.",
  },
  {
    name: "role-mappings",
    schema: roleMappingsSchema,
    title: "samltrail role mappings",
    description: "Which SAML role of which identity provider becomes which IAM role, by environment.",
  },
];

/** Every file that is generated into `schemas/`. */
export function generatedSchemas(): readonly GeneratedFile[] {
  const configuration = CONFIGURATION.map(({ name, schema, title, description }) => ({
    path: `config/${name}.json`,
    content: jsonSchema(schema, `config:${name}`, title, description),
  }));
  return [...eventFiles(), ...configuration];
}
