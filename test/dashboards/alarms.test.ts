import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { alarmArns, compositeAlarms, metricAlarms } from "../../dashboards/alarms/all.ts";
import { burnThreshold } from "../../dashboards/alarms/login-objective.ts";
import { QUERIES } from "../../dashboards/queries/queries.ts";
import { pipeline } from "../../infra/pipeline.ts";
import { DEFINED, PLACES } from "./helpers/defined.ts";

const RUNBOOKS = fileURLToPath(new URL("../../docs/runbooks", import.meta.url));

const alarms = metricAlarms(PLACES);
const composites = compositeAlarms();
const told = [...composites, ...alarms.filter(({ silent }) => !silent)];
const each = alarms.map((alarm) => [alarm.name, alarm] as const);

describe("every alarm", () => {
  test.each(each)("%s names metrics that there are, with the same dimensions", (_name, { metrics }) => {
    for (const { reference } of metrics) {
      const { namespace, name, dimensions } = reference;
      const names = dimensions.map(([dimension]) => dimension);
      expect(DEFINED[namespace]?.[name]?.dimensions).toContainEqual(names);
      if (namespace === "samltrail") expect(dimensions).toContainEqual(["Environment", "production"]);
      if (namespace === "samltrail/operations") expect(dimensions).toContainEqual(["service", "samltrail-production"]);
    }
  });

  test.each(each)("%s calculates with what it names, at most ten metrics", (_name, { metrics, expressions }) => {
    expect(metrics.length).toBeLessThanOrEqual(10);
    if (metrics.length > 1) expect(expressions.length).toBeGreaterThan(0);
    const known = metrics.map(({ id }) => id);
    for (const { id, expression } of expressions) {
      const used = expression.match(/\b[a-z]\w*/g) ?? [];
      expect(used.filter((one) => !known.includes(one))).toEqual([]);
      known.push(id);
    }
    expect(new Set(known).size).toBe(known.length);
  });

  test.each(each)("%s looks at a time that CloudWatch takes", (_name, { periodSeconds, periods }) => {
    expect(periodSeconds % 60).toBe(0);
    expect(periods.beyond).toBeLessThanOrEqual(periods.of);
    expect(periodSeconds * periods.of).toBeLessThanOrEqual(periodSeconds < 3_600 ? 86_400 : 7 * 86_400);
  });

  test("has a name that no other has, and that tells of nothing but words and hyphens", () => {
    const names = [...alarms, ...composites].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test("is on the dashboard of one audience, unless another tells in its place", () => {
    const shown = (["security", "operations", "compliance"] as const).flatMap((one) => alarmArns(PLACES, one));
    expect(shown.sort()).toEqual(told.map(({ name }) => `${PLACES.alarmArnPrefix}${name}`).sort());
  });
});

describe("runbooks", () => {
  const files = readdirSync(RUNBOOKS).map((file) => file.replace(/\.md$/, ""));

  test("there is one for every alarm, and an alarm for every one", () => {
    expect(files.sort()).toEqual([...new Set(told.map(({ runbook }) => runbook))].sort());
  });

  test.each(files)(
    "%s says what it means, what to do and how it ends, and names saved queries that there are",
    (file) => {
      const text = readFileSync(`${RUNBOOKS}/${file}.md`, "utf8");
      expect(text).toMatch(/^# /);
      expect(text.length).toBeGreaterThan(400);
      expect(text.split("\n").length).toBeLessThan(80);
      const saved = QUERIES.map(({ name }) => name);
      for (const [, query = ""] of text.matchAll(/`(\d\d [^`]+)`/g)) expect(saved).toContain(query);
    },
  );
});

describe("the login objective", () => {
  test("burns 14.4 and 6 times too fast at 1.44 % and 0.6 % of logins that should have been let in", () => {
    expect([burnThreshold(14.4), burnThreshold(6)]).toEqual([1.44, 0.6]);
  });

  test("alarms where both a long and a short window burn, and neither tells alone", () => {
    const windows = composites.map(({ allOf }) => allOf.map((name) => alarms.find((alarm) => alarm.name === name)));
    expect(windows.map((pair) => pair.map((alarm) => alarm?.periodSeconds))).toEqual([
      [3_600, 300],
      [21_600, 1_800],
    ]);
    const silent = alarms.filter((alarm) => alarm.silent).map(({ name }) => name);
    expect(silent).toEqual(composites.flatMap(({ allOf }) => allOf));
  });
});

test("what must be heard all the time alarms when it is silent, and nothing else does", () => {
  const breaching = alarms.filter(({ missingData }) => missingData === "breaching").map(({ name }) => name);
  expect(breaching.sort()).toEqual(["pending-events", "pipeline-silent", "sealing-late"]);
});

test("each function has an alarm, and each consumer and schedule one for its dead letters", () => {
  const names = new Set(alarms.map(({ name }) => name));
  const functions = pipeline.functions.map(({ name }) => `function-${name}`);
  const waiting = [...pipeline.consumers, ...pipeline.schedules].map((one) => `dead-letters-${one.function}`);
  expect([...functions, ...waiting].filter((name) => !names.has(name))).toEqual([]);
});
