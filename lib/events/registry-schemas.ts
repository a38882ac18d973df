/** The event contract as EventBridge's schema registry takes it: JSON Schema draft 4 of the whole event, envelope included. */
import * as z from "zod";
import { EVENT_TYPES } from "./catalogue.ts";
import { SOURCE } from "./event-type.ts";

export interface RegistrySchema {
  /** `samltrail@LoginSucceeded-v1`. */
  readonly name: string;
  readonly description: string;
  /** JSON. */
  readonly content: string;
}

/** The registry's limit on a description. */
const MAXIMUM_DESCRIPTION = 256;

const text = { type: "string" } as const;

export function registrySchemas(): readonly RegistrySchema[] {
  return EVENT_TYPES.map(({ name, version, detail, data }) => {
    const { $schema, ...schema } = z.toJSONSchema(detail, { target: "draft-04", io: "input" });
    const content = {
      $schema,
      title: `${name}, version ${version}`,
      type: "object",
      required: ["detail-type", "resources", "detail", "id", "source", "time", "region", "version", "account"],
      "x-amazon-events-detail-type": name,
      "x-amazon-events-source": SOURCE,
      properties: {
        detail: schema,
        account: text,
        "detail-type": { ...text, enum: [name] },
        id: text,
        region: text,
        resources: { type: "array", items: text },
        source: { ...text, enum: [SOURCE] },
        time: { ...text, format: "date-time" },
        version: text,
      },
    };
    return {
      name: `${SOURCE}@${name.replaceAll(" ", "")}-v${version}`,
      description: (data.description ?? "").slice(0, MAXIMUM_DESCRIPTION),
      content: JSON.stringify(content),
    };
  });
}
