import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { leaveOut } from "./left-out.ts";
import { notDeployed } from "./not-deployed.ts";

test("only what the emulator refuses is taken out of a template, and told", async () => {
  const assembly = await mkdtemp(join(tmpdir(), "samltrail-left-out-"));
  const alarm = (properties: object) => ({ Type: "AWS::CloudWatch::Alarm", Properties: properties });
  const template = { Resources: { plain: alarm({ MetricName: "m" }), math: alarm({ Metrics: [] }) } };
  const other = { Resources: { archive: { Type: "AWS::Events::Archive" }, alarm: alarm({ MetricName: "m" }) } };
  try {
    await writeFile(join(assembly, "one.template.json"), JSON.stringify(template));
    await writeFile(join(assembly, "two.template.json"), JSON.stringify(other));
    expect(await leaveOut(assembly, ["one"])).toEqual(["one, an alarm on metric math: math"]);
    const left = JSON.parse(await readFile(join(assembly, "one.template.json"), "utf8"));
    expect(left).toEqual({ Resources: { plain: template.Resources.plain } });
    expect(await notDeployed(assembly, ["one"])).toEqual(["two, with AWS::Events::Archive"]);
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
});
