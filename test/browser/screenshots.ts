/** Pictures for the documentation, of a stack on which a little has happened. */
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { beRefused, expectHeading, signInHere, signInThere } from "./people.ts";
import type { World } from "./world.ts";

const DIRECTORY = "docs/screenshots";
const MAXIMUM_BYTES = 150 * 1024;

const PHONE = { viewport: { width: 390, height: 844 } } as const;
const DESK = { viewport: { width: 1280, height: 860 } } as const;

/** Logins of a day at an office: most get in, some do not. @returns the number of a refused one */
async function busyDay(world: World): Promise<string> {
  let refused = "";
  for (const name of ["Alice Archer", "Bob Baker", "Carol Chen", "Alice Archer", "Bob Baker", "Alice Archer"]) {
    await world.visit(async (page) => {
      await signInHere(page, world, name);
      await page.getByRole("heading", { level: 1 }).waitFor();
    });
  }
  for (const misbehaviour of ["unsigned", "unknown-issuer", "expired", "wrong-audience"]) {
    await world.visit(async (page) => {
      refused = await beRefused(page, world, misbehaviour);
    });
  }
  await world.stack.quiet();
  return refused;
}

export async function takeScreenshots(world: World, print: (line: string) => void): Promise<void> {
  await mkdir(DIRECTORY, { recursive: true });

  const take = (name: string, options: BrowserContextOptions, work: (page: Page) => Promise<void>) =>
    world.visit(async (page) => {
      await work(page);
      const path = join(DIRECTORY, `${name}.png`);
      await page.screenshot({ path, animations: "disabled", caret: "hide" });
      const { size } = await stat(path);
      print(
        `${path}: ${Math.round(size / 1024)} KB${size > MAXIMUM_BYTES ? ", more than the repository should carry" : ""}`,
      );
    }, options);

  const refused = await busyDay(world);
  const dashboard = world.local("dashboards/security?range=15m");
  const open = (url: string) => async (page: Page) => void (await page.goto(url));
  await take("dashboard-light", DESK, open(dashboard));
  await take("dashboard-dark", { ...DESK, colorScheme: "dark" }, open(dashboard));
  await take("dashboard-phone", PHONE, async (page) => {
    await page.goto(dashboard);
    await page.evaluate("document.querySelector('.numbers').closest('section').scrollIntoView()");
  });
  await take("follow-login", { viewport: { width: 1280, height: 1150 } }, open(world.local(`login/${refused}`)));
  await take("signed-in", { viewport: { width: 900, height: 760 } }, async (page) => {
    await signInHere(page, world, "Alice Archer");
    await expectHeading(page, "Signed in as Alice Archer");
  });
  await take(
    "refused",
    { viewport: { width: 900, height: 620 } },
    async (page) => void (await beRefused(page, world, "expired")),
  );
  await take("asks-first", { viewport: { width: 900, height: 480 } }, async (page) => {
    await signInHere(page, world, "Alice Archer");
    await expectHeading(page, "Signed in as Alice Archer");
    await signInThere(page, world, "Bob Baker");
    await expectHeading(page, "Whose session shall it be?");
  });
}
