/** The `samltrail` command: `npm run samltrail -- <command>`. */

import { checkCommand } from "./check/check-command.ts";
import { configCommand } from "./config/config-command.ts";
import { credentialsCommand } from "./credentials/credentials-command.ts";
import type { Commands } from "./run-command.ts";
import { runCommand } from "./run-command.ts";

/** Every subcommand. To add one, write it beside its own code in `cli/<name>/` and name it here. */
const COMMANDS: Commands = {
  check: checkCommand,
  config: configCommand,
  credentials: credentialsCommand,
};

process.exitCode = await runCommand(COMMANDS, process.argv.slice(2), {
  out: (line) => console.log(line),
  error: (line) => console.error(line),
  now: new Date(),
});
