import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { ARCHIVE_QUERIES } from "../../infra/analytics/queries.ts";
import { EVENT_TYPES } from "../../lib/events/catalogue.ts";
import { kebabCase } from "../../lib/events/json-schemas.ts";
import { registrySchemas } from "../../lib/events/registry-schemas.ts";
import { type Resource, resourcesOf, type Stacks, synthesize } from "./helpers/synthesize.ts";

let stacks: Stacks;

beforeAll(async () => {
  stacks = await synthesize();
});

const one = (type: string): Resource["Properties"] => {
  const [found, ...others] = [...resourcesOf(stacks.analytics, type).values()];
  expect(others).toEqual([]);
  return found?.Properties ?? {};
};

describe("the analytics stack", () => {
  test("keeps the bus's events for 90 days, to be replayed", () => {
    expect(one("AWS::Events::Archive")).toMatchObject({
      RetentionDays: 30,
      EventPattern: { source: ["samltrail"] },
    });
  });

  test("publishes every event type and version to the registry, in the draft that it takes", () => {
    const schemas = [...resourcesOf(stacks.analytics, "AWS::EventSchemas::Schema").values()];
    expect(schemas).toHaveLength(EVENT_TYPES.length);
    for (const { Properties } of schemas) {
      const content = JSON.parse(String(Properties.Content)) as Record<string, unknown>;
      expect(Properties.Type).toBe("JSONSchemaDraft4");
      expect(content.$schema).toBe("http://json-schema.org/draft-04/schema#");
      expect(Properties.SchemaName).toMatch(/^[0-9A-Za-z._@-]{1,385}$/);
    }
  });

  test("describes the keys of the archive, by hour of arrival", () => {
    const { TableInput } = one("AWS::Glue::Table") as { readonly TableInput: Record<string, Record<string, unknown>> };
    const bucket = { "Fn::ImportValue": expect.stringContaining("evidencebucket") };
    expect(TableInput.Parameters).toMatchObject({
      "projection.hour.format": "yyyy/MM/dd/HH",
      "storage.location.template": { "Fn::Join": ["", ["s3://", bucket, "/events/$" + "{hour}/"]] },
    });
  });

  test("bounds what a query may read, and forgets results after a month", () => {
    expect(one("AWS::Athena::WorkGroup")).toMatchObject({
      WorkGroupConfiguration: { EnforceWorkGroupConfiguration: true, BytesScannedCutoffPerQuery: 107_374_182_400 },
    });
    expect(one("AWS::S3::Bucket")).toMatchObject({
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30, Status: "Enabled" }] },
    });
  });

  test.each(ARCHIVE_QUERIES.map((query) => [query.name, query] as const))(
    "asks only for fields that the events have: %s",
    (_, { sql }) => {
      const types = EVENT_TYPES.filter(({ name }) => {
        const [, exact] = /metadata\.type = '([^']+)'/.exec(sql) ?? [];
        const [, like] = /metadata\.type LIKE '([^']+)%'/.exec(sql) ?? [];
        return exact === name || (like !== undefined && name.startsWith(like) && !sql.includes(`<> '${name}'`));
      });
      const paths = [...sql.matchAll(/'\$\.([\w.]+)'/g)].map(([, path = ""]) => path.split("."));
      expect(types.length > 0).toBe(paths.length > 0);
      for (const { name, version } of types) {
        const file = new URL(`../../schemas/samples/${kebabCase(name)}.v${version}.json`, import.meta.url);
        const { data } = JSON.parse(readFileSync(file, "utf8")) as { readonly data: Record<string, unknown> };
        for (const path of paths) {
          const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], data);
          expect([name, path, value]).not.toEqual([name, path, undefined]);
        }
      }
    },
  );
});

describe("a schema for the registry", () => {
  test("describes the whole event, with its source and detail type", () => {
    const failed = registrySchemas().find(({ name }) => name === "samltrail@LoginFailed-v1");
    expect(JSON.parse(failed?.content ?? "{}")).toMatchObject({
      "x-amazon-events-detail-type": "Login Failed",
      "x-amazon-events-source": "samltrail",
      properties: { "detail-type": { enum: ["Login Failed"] }, detail: { type: "object" } },
    });
  });
});
