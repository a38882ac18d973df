/**
 * `npm run test:browser`: the pages in a real, headless Chromium, the way people meet them.
 * Exit codes: 0 all as it should be, 1 not, 3 there is no Chromium on this machine.
 */
import { parseArgs } from "node:util";
import { runChecks } from "./check.ts";
import { dashboards } from "./checks/dashboards.ts";
import { followLogin } from "./checks/follow-login.ts";
import { reportPage } from "./checks/report-page.ts";
import { signingIn } from "./checks/signing-in.ts";
import { findChromium } from "./chromium.ts";
import { takeScreenshots } from "./screenshots.ts";
import { createWorld } from "./world.ts";

const HELP = `usage: npm run test:browser -- [options]

  --only <text>   only the checks whose name contains it
  --screenshots   writes docs/screenshots/*.png instead of checking
  --help          this text

The browser is /usr/bin/chromium, or what the variable CHROMIUM names.
`;

const NO_CHROMIUM = 3;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", default: "" },
      screenshots: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const executable = findChromium();
  if (executable === null) {
    console.error(
      "skipped: there is no Chromium here. On Debian: apt-get install chromium; elsewhere name it in CHROMIUM.",
    );
    return NO_CHROMIUM;
  }
  const world = await createWorld(executable);
  try {
    if (values.screenshots) {
      await takeScreenshots(world, console.log);
      return 0;
    }
    const checks = [...signingIn, ...dashboards, ...followLogin, ...reportPage].filter(({ name }) =>
      name.includes(values.only),
    );
    const failed = await runChecks(checks, world, console.log);
    console.log(`${checks.length - failed} of ${checks.length} as it should be`);
    return failed === 0 && checks.length > 0 ? 0 : 1;
  } finally {
    await world.close();
  }
}

process.exit(await main());
