import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { SOC2 } from "../../lib/evidence/report/criteria/soc2.ts";
import { POPULATIONS } from "../../lib/evidence/report/populations.ts";

const page = readFileSync(new URL("../../docs/controls.md", import.meta.url), "utf8");
const sections = page.split(/^## /m).slice(1);

test("docs/controls.md has a section for each criterion of the report, in order, and no other", () => {
  expect(sections.map((section) => section.slice(0, section.indexOf(":")))).toEqual(SOC2.map(({ id }) => id));
});

test.each(SOC2.map((criterion, index) => [criterion.id, criterion, index] as const))(
  "%s: its tests are listed with the populations they run on, and what it can't show is said",
  (_id, { tests }, index) => {
    const section = sections[index] ?? "";
    const rows = [...section.matchAll(/^\| `([a-z-]+)` \| ([^|]+) \|/gm)].map(([, id = "", on = ""]) => {
      const populations = [...on.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name);
      return { id, populations };
    });
    expect(rows).toEqual(tests.map(({ id, populations }) => ({ id, populations: [...populations] })));
    expect(section).toContain("**What it can't show.**");
  },
);

test("docs/controls.md names every population of the report", () => {
  for (const name of Object.keys(POPULATIONS)) expect(page).toContain(`\`${name}\``);
});
