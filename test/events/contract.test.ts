import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { ContractViolation, EVENT_TYPES, parseEvent } from "../../lib/events/catalogue.ts";
import { kebabCase } from "../../lib/events/json-schemas.ts";
import { validator } from "./helpers/ajv.ts";
import { samples } from "./helpers/contract-files.ts";

const SAMPLES = samples().map(({ name, content }) => [name, content] as const);

function withChanged(sample: unknown, path: readonly string[], value: unknown): unknown {
  const copy = structuredClone(sample) as Record<string, unknown>;
  const inner = path.slice(0, -1).reduce((object, key) => object[key] as Record<string, unknown>, copy);
  inner[path.at(-1) ?? ""] = value;
  return copy;
}

test("every event type and version has a golden sample", () => {
  const types = EVENT_TYPES.map(({ name, version }) => `${kebabCase(name)}.v${version}`);
  expect(SAMPLES.map(([name]) => name)).toEqual(expect.arrayContaining(types));
});

describe("a sample that was ever released", () => {
  test.each(SAMPLES)("%s still parses, and comes back unchanged", (_, sample) => {
    expect(parseEvent(structuredClone(sample))).toEqual(sample);
    expect(parseEvent(JSON.parse(JSON.stringify(sample)))).toEqual(sample);
  });

  test.each(SAMPLES)("%s holds no key that its schema does not know", (_, sample) => {
    const { type, version } = (sample as { metadata: { type: string; version: number } }).metadata;
    const known = EVENT_TYPES.find((candidate) => candidate.name === type && candidate.version === version);
    expect(known?.detail.parse(sample)).toEqual(sample);
  });

  test.each(SAMPLES)("%s fits the committed JSON Schema, by another validator", (name, sample) => {
    const validate = validator(name);
    validate(sample);
    expect(validate.errors ?? []).toEqual([]);
  });
});

describe("both validators refuse what breaks the contract", () => {
  const [, failed] = SAMPLES.find(([name]) => name === "login-failed.v1") ?? [];
  const breaches: readonly (readonly [string, readonly string[], unknown])[] = [
    ["a reason nobody released", ["data", "reason"], "because"],
    ["a step nobody released", ["data", "step"], "hope"],
    ["text above its bound", ["data", "detail", "found"], "x".repeat(257)],
    ["an address in clear", ["data", "client", "ip"], "203.0.113.7"],
    ["a time without milliseconds", ["metadata", "occurredAt"], "2026-09-14T08:11:02Z"],
    ["a time in another zone", ["metadata", "occurredAt"], "2026-09-14T08:11:02.950+02:00"],
    ["a count of none", ["data", "count"], 0],
    ["an id that is no ULID", ["metadata", "id"], "1"],
  ];

  test.each(breaches)("%s", (_, path, value) => {
    const broken = withChanged(failed, path, value);
    expect(() => parseEvent(broken)).toThrow(ContractViolation);
    expect(validator("login-failed.v1")(broken)).toBe(false);
  });

  test("an event type or version that is unknown", () => {
    expect(() => parseEvent(withChanged(failed, ["metadata", "version"], 99))).toThrow(ContractViolation);
    expect(() => parseEvent(withChanged(failed, ["metadata", "type"], "Login Guessed"))).toThrow(ContractViolation);
    expect(() => parseEvent(null)).toThrow(ContractViolation);
  });
});

test("a key that a later version adds breaks no reader, and is kept", () => {
  const [, failed] = SAMPLES.find(([name]) => name === "login-failed.v1") ?? [];
  const later = withChanged(failed, ["data", "weather"], "fine");
  expect(parseEvent(later)).toEqual(later);
  expect(validator("login-failed.v1")(later)).toBe(true);
});

test("docs/events.md lists every event type, its version and its schema", () => {
  const page = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");
  for (const { name, version } of EVENT_TYPES) {
    expect(page).toMatch(
      new RegExp(`^\\| ${name} \\| ${version} \\| .+ \\| \`${kebabCase(name)}\\.v${version}\\.json\` \\|$`, "m"),
    );
    expect(page).toContain(`\n## ${name}\n`);
  }
});
