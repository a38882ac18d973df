#!/usr/bin/env node
/** The `samltrail` command, built into dist/ by tools/build.mjs: `npm run samltrail -- <command>`, or `samltrail` where the package is linked. */

import { COMMANDS } from "./commands.ts";
import { runCommand } from "./run-command.ts";

process.exitCode = await runCommand(COMMANDS, process.argv.slice(2), {
  out: (line) => console.log(line),
  error: (line) => console.error(line),
  now: new Date(),
});
