/** Accessibility as far as a machine can tell: axe-core, every rule, nothing excepted. */
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** @throws Error that names every fault with its place */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // Through the debugger's door: the page's own policy lets no foreign script in.
  await page.evaluate(axe.source);
  const violations: AxeResults["violations"] = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  if (violations.length === 0) return;
  const faults = violations.map(({ id, help, nodes }) => {
    const places = nodes
      .slice(0, 5)
      .map(({ target, failureSummary }) => `      ${target.join(" ")}: ${failureSummary}`);
    return [`    ${id}: ${help} (${nodes.length} places)`, ...places].join("\n");
  });
  throw new Error(`axe finds faults on ${what}:\n${faults.join("\n")}`);
}
