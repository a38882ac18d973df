#!/usr/bin/env node
/** The `samltrail` command, built into dist/ by tools/build.mjs: `npm run samltrail -- <command>`, or `samltrail` where the package is linked. */

import { certificatesCommand } from "./certificates/certificates-command.ts";
import { checkCommand } from "./check/check-command.ts";
import { configCommand } from "./config/config-command.ts";
import { credentialsCommand } from "./credentials/credentials-command.ts";
import { dryRunCommand } from "./dry-run/dry-run-command.ts";
import { eraseCommand } from "./erase/erase-command.ts";
import { exportCommand } from "./export/export-command.ts";
import { holdCommand } from "./hold/hold-command.ts";
import { keysCommand } from "./keys/keys-command.ts";
import { reportCommand } from "./report/report-command.ts";
import { revokeCommand } from "./revoke/revoke-command.ts";
import { rolesCommand } from "./roles/roles-command.ts";
import type { Commands } from "./run-command.ts";
import { runCommand } from "./run-command.ts";
import { smokeCommand } from "./smoke/smoke-command.ts";
import { verifyCommand } from "./verify/verify-command.ts";

/** Every subcommand. To add one, write it beside its own code in `cli/<name>/` and name it here. */
const COMMANDS: Commands = {
  certificates: certificatesCommand,
  check: checkCommand,
  config: configCommand,
  credentials: credentialsCommand,
  "dry-run": dryRunCommand,
  erase: eraseCommand,
  export: exportCommand,
  hold: holdCommand,
  keys: keysCommand,
  report: reportCommand,
  revoke: revokeCommand,
  roles: rolesCommand,
  smoke: smokeCommand,
  verify: verifyCommand,
};

process.exitCode = await runCommand(COMMANDS, process.argv.slice(2), {
  out: (line) => console.log(line),
  error: (line) => console.error(line),
  now: new Date(),
});
