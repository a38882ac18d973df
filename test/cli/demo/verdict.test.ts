/** A demo that finds something wrong says so, and its exit code too. */
import { access, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { createReport, type Decided } from "../../../cli/demo/roles/report.ts";
import { type Demo, runFresh } from "../../../cli/demo/run-fresh.ts";

const printing = () => {
  const printed: string[] = [];
  return { print: (text: string) => void printed.push(text), text: () => printed.join("\n") };
};

const decided = (mappingId: string, decision: string, safety: string | null = null): Decided => ({
  mappingId,
  decision,
  safety,
  detail: "because",
});

const EXPECTED = { developer: "mark", "break-glass": "keep protected" };

/** What the report makes of these decisions, where `EXPECTED` must be. */
function judged(...found: readonly Decided[]) {
  const out = printing();
  const report = createReport(out.print);
  report.part("Day 22");
  report.decisions("day 22", found, EXPECTED);
  report.summarize();
  return { problems: report.problems, text: out.text() };
}

describe("decisions", () => {
  test("that are as they must be leave no problem", () => {
    const { problems, text } = judged(decided("developer", "mark"), decided("break-glass", "keep", "protected"));
    expect(problems).toEqual([]);
    expect(text).toMatch(/^break-glass {2}keep protected$/m);
    expect(text).toMatch(/2 checked, and all as it must be\.$/);
  });

  test.each<[what: string, found: readonly Decided[], problem: RegExp]>([
    [
      "that differ",
      [decided("developer", "mark"), decided("break-glass", "prune")],
      /^Day 22: break-glass +prune +because {2}\(must be: keep protected\)$/,
    ],
    [
      "for another reason",
      [decided("developer", "mark"), decided("break-glass", "keep", "opt-out")],
      /^Day 22: break-glass +keep opt-out +because {2}\(must be: keep protected\)$/,
    ],
    [
      "that are missing",
      [decided("developer", "mark")],
      /^Day 22: break-glass: no decision {2}\(must be: keep protected\)$/,
    ],
    [
      "on a mapping that nobody expects",
      [decided("developer", "mark"), decided("break-glass", "keep", "protected"), decided("other", "mark")],
      /^Day 22: other +mark +because {2}\(must be: none\)$/,
    ],
  ])("%s are a problem each", (_, found, problem) => {
    const { problems, text } = judged(...found);
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(text).toContain("✗ WRONG");
    expect(text).toMatch(/1 of them wrong\.$/);
  });
});

describe("a demo", () => {
  const demoOf = (run: Demo["run"]): Demo => ({ summary: "", run });

  test("in which all is well exits with 0 and leaves nothing behind", async () => {
    let used = "";
    const demo = demoOf(async ({ directory }) => {
      used = directory;
      return [];
    });
    expect(await runFresh(demo, () => {})).toBe(0);
    await expect(access(used)).rejects.toThrow("ENOENT");
  });

  test.each<[what: string, run: Demo["run"], said: string]>([
    ["in which something is wrong", async () => ["developer was pruned"], "  developer was pruned"],
    [
      "that fails",
      () => Promise.reject(new Error("no port is free")),
      "the demo itself failed: Error: no port is free",
    ],
  ])("%s exits with 1, says what it was, and keeps the log", async (_, run, said) => {
    const out = printing();
    const demo = demoOf(async (stage) => {
      stage.log("a line");
      return run(stage);
    });
    expect(await runFresh(demo, out.print)).toBe(1);
    expect(out.text()).toContain("1 not as it must be");
    expect(out.text()).toContain(said);
    const [, file = ""] = /The log is in (\S+),/.exec(out.text()) ?? [];
    expect(await readFile(file, "utf8")).toBe("a line\n");
    await rm(dirname(file), { recursive: true });
  });
});
