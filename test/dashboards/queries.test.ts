/** Each field that a saved query names, held to the lines that the real handlers write. */
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { QUERIES } from "../../dashboards/queries/queries.ts";
import { pipeline } from "../../infra/pipeline.ts";
import { REASONS } from "../../lib/events/vocabulary.ts";
import { NOW } from "../fixtures/configuration.ts";
import { asForm } from "../fixtures/form.ts";
import { buildResponse } from "../fixtures/saml-response.ts";
import { callerOf, openFrontDoor } from "../handlers/acs/front-door.ts";
import { ask, openCounter, sessionCookie } from "../handlers/credentials/counter.ts";

const lines: Record<string, unknown>[] = [];

function keep(text: unknown): void {
  lines.push(JSON.parse(String(text)) as Record<string, unknown>);
}

let door: Awaited<ReturnType<typeof openFrontDoor>>;
let counter: Awaited<ReturnType<typeof openCounter>>;

beforeAll(async () => {
  for (const method of ["log", "info", "warn", "error"] as const) jest.spyOn(console, method).mockImplementation(keep);
  door = await openFrontDoor();
  const { createAcsHandler } = await import("../../handlers/acs/create-handler.ts");
  const { credentialsDoor } = await import("../../handlers/credentials/credentials.ts");
  const { knock } = await import("../helpers/knock.ts");
  const post = callerOf(createAcsHandler(() => NOW));
  const response = asForm(buildResponse({ at: NOW, uniqueIds: true }).xml);
  await post(response);
  await post(response);
  await post(asForm(buildResponse({ at: NOW, uniqueIds: true, flaws: ["conditions-expired"] }).xml));
  counter = await openCounter();
  const cookie = await sessionCookie();
  for (const role of ["admin", "nobody"]) {
    await knock(credentialsDoor, counter.parts, ask("/session/credentials", { role }, cookie));
  }
});

afterAll(async () => {
  jest.restoreAllMocks();
  await Promise.all([door.close(), counter.close()]);
});

const WORDS = /"[^"]*"|@?[a-zA-Z_][\w.]*/g;
const LANGUAGE =
  /^(fields|filter|stats|sort|limit|by|as|in|and|or|not|like|desc|asc|count|count_distinct|latest|bin|\d+[hm])$/;
/** What CloudWatch adds to every line. */
const GIVEN = ["@timestamp", "@message", "@log", "@logStream"];

/** The fields that a query reads: every name that is no word of the language, and not one that the query gives itself. */
function fieldsOf(queryLines: readonly string[]): readonly string[] {
  const text = queryLines.join("\n").replaceAll(/\bbin\(\w+\)/g, "");
  const own = new Set([...text.matchAll(/\bas (\w+)/g)].map(([, name]) => name));
  const words = text.match(WORDS) ?? [];
  return [...new Set(words)].filter((word) => !word.startsWith('"') && !LANGUAGE.test(word) && !own.has(word));
}

const written = () => new Set([...GIVEN, ...lines.flatMap((line) => Object.keys(line))]);

describe("a saved query", () => {
  test.each(QUERIES.map((query) => [query.name, query] as const))("reads what the logs hold: %s", (_name, query) => {
    const fields = fieldsOf(query.lines);
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter((field) => !written().has(field))).toEqual([]);
  });

  test.each(QUERIES.map((query) => [query.name, query] as const))(
    "finds lines where there are some: %s",
    (_name, query) => {
      const text = query.lines.join("\n");
      const equal = [...text.matchAll(/^filter (\w+) = "([^"]*)"/gm)].filter(
        ([, , value = ""]) => !value.includes(" "),
      );
      for (const [, field = "", value] of equal) {
        if (value === "ERROR") continue;
        expect(lines.map((line) => line[field])).toContain(value);
      }
      for (const [, field = "", list = ""] of text.matchAll(/^filter (\w+) in (\[.*\])/gm)) {
        const values = JSON.parse(list) as readonly string[];
        const seen = lines.map((line) => line[field]);
        if (field === "reason") expect(REASONS).toEqual(expect.arrayContaining([...values]));
        else expect(values.filter((value) => seen.includes(value)).length).toBeGreaterThan(0);
      }
    },
  );

  test("reads the logs of functions that there are, each query under a name of its own", () => {
    const functions = new Set<string>(pipeline.functions.map(({ name }) => name));
    for (const query of QUERIES) expect(query.functions.filter((name) => !functions.has(name))).toEqual([]);
    expect(new Set(QUERIES.map(({ name }) => name)).size).toBe(10);
  });
});
