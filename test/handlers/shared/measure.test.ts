import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { readEmbeddedMetrics } from "../../../local/functions/embedded-metrics.ts";

const HANDLERS = fileURLToPath(new URL("../../../handlers", import.meta.url));

describe("what functions measure of themselves", () => {
  const lines: string[] = [];
  let measuring: typeof import("../../../handlers/shared/measure.ts");
  let publish: () => void;

  beforeAll(async () => {
    // With it Powertools writes to the console that a test can watch, instead of one of its own.
    process.env.POWERTOOLS_DEV = "true";
    process.env.POWERTOOLS_METRICS_DISABLED = "false";
    jest.spyOn(console, "log").mockImplementation((line: unknown) => void lines.push(String(line)));
    measuring = await import("../../../handlers/shared/measure.ts");
    const { metrics } = await import("../../../handlers/shared/observability.ts");
    publish = () => metrics.publishStoredMetrics();
  });

  beforeEach(() => {
    lines.length = 0;
  });

  afterAll(() => {
    jest.restoreAllMocks();
  });

  test("is put in the unit that its definition has, with the others, under the service alone", () => {
    measuring.measure("SealAgeSeconds", 900);
    measuring.measure("SealedHours", 1);
    expect(lines).toEqual([]);
    publish();
    const put = lines.flatMap((line) => readEmbeddedMetrics(line) ?? []);
    expect(put).toMatchObject([
      { namespace: "samltrail/operations", name: "SealAgeSeconds", unit: "Seconds", dimensions: [{ Name: "service" }] },
      { namespace: "samltrail/operations", name: "SealedHours", unit: "Count", dimensions: [{ Name: "service" }] },
    ]);
  });

  test("is put at once where it has dimensions of its own", () => {
    measuring.measureBy("MetadataUnreachable", { identityProvider: "okta" }, 1);
    const [put] = lines.flatMap((line) => readEmbeddedMetrics(line) ?? []);
    expect(put?.dimensions).toEqual(expect.arrayContaining([{ Name: "identityProvider", Value: "okta" }]));
    expect(put?.dimensions.map(({ Name }) => Name).sort()).toEqual(["identityProvider", "service"]);
  });
});

test("no handler puts a metric past the table of definitions", () => {
  const files = readdirSync(HANDLERS, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const putting = files.filter((file) =>
    /\.(addMetric|singleMetric)\(/.test(readFileSync(join(HANDLERS, file), "utf8")),
  );
  expect(putting).toEqual([join("shared", "measure.ts")]);
});
