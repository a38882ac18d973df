/** How numbers, hours and results are said on every page. */
import { countResults } from "../count-results.ts";
import type { Section, TestResult } from "../report.ts";
import type { Cell } from "./block.ts";

/** 1,234,567, whatever the machine's own language. */
export const number = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+$)/g, ",");

export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`;

/** Hours are told by their beginning. */
export const hourText = (hour: string): string => `${hour.replace("T", " ")}:00`;

export const instantText = (instant: string): string => `${instant.slice(0, 19).replace("T", " ")} UTC`;

/** A criterion's result: that of its worst test. A test that was not run, or had nothing to examine, never counts as passed. */
export function criterionResult(section: Section): Cell {
  const { open, withExceptions, notRun, nothing, passed } = countResults(section.tests);
  const parts = [
    ...(nothing > 0 ? [`${counted(nothing, "test")} had nothing to examine`] : []),
    ...(notRun > 0 ? [`${counted(notRun, "test")} not run`] : []),
  ];
  const unrun = parts.map((part) => `; ${part}`).join("");
  if (open > 0) return { text: `${counted(open, "open exception")}${unrun}`, tone: "bad" };
  if (withExceptions > 0) return { text: `exceptions, none open${unrun}`, tone: "note" };
  if (passed === 0) return { text: nothing === 0 ? "not run" : parts.join("; "), tone: "note" };
  return { text: `passed${unrun}`, tone: notRun > 0 ? "note" : "good" };
}

export function testResult({ result, exceptions, notRun }: TestResult): Cell {
  if (result === "nothing-to-examine")
    return { text: "nothing to examine: none of this happened in the period", tone: "note" };
  if (result === "passed") return { text: "passed, no exceptions", tone: "good" };
  if (result === "not-run") return { text: `not run: ${notRun ?? ""}`, tone: "note" };
  const { open, explained, closed } = exceptions;
  const text = `exceptions: ${number(open)} open, ${number(explained)} explained, ${number(closed)} closed`;
  return { text, tone: open > 0 ? "bad" : "note" };
}
