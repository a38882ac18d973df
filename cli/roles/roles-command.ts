/** `samltrail roles`: the role mappings of a stage, from the file into the table, and what became of them. */
import { ConfigurationError } from "../../lib/config/configuration-error.ts";
import { type Command, type Surroundings, UsageError } from "../command.ts";
import { STACK_USAGE } from "../stack.ts";
import { applyRoles } from "./apply.ts";
import { listRoles } from "./list.ts";
import { optOutRole } from "./opt-out.ts";
import { planRoles } from "./plan.ts";
import { pruneRoles } from "./prune.ts";
import { requestsForRoles } from "./requests.ts";
import { restoreRole } from "./restore.ts";

const usage = `usage: samltrail roles plan <stage file> [--restore <id>]... [--json]
       samltrail roles apply <stage file> --why <text> [--by <name>] [--restore <id>]...
       samltrail roles list [--all] [--json | --csv]
       samltrail roles prune <stage file> [--dry-run | --apply] [--by <name>] [--json]
       samltrail roles restore <mapping id> --why <text> [--by <name>] [--environment <id>] [--request <id> [--as <owner>]]
       samltrail roles requests [--json]
       samltrail roles requests decline <request id> --why <text> [--by <name>] [--as <owner>]
       samltrail roles opt-out <mapping id> --reason <text> --until <day> [--by <name>] [--environment <id>]

plan   says what applying the stage's mapping file would change in the table: exit code 0 nothing, 3 something, 1 where the
       file cannot be used, with file, line and reason.
apply  changes it, each mapping by compare-and-set, and each change is an event that says who and why. What is no more in
       the file is retired. A pruned mapping stays pruned. Exit code 1 where others kept changing the same mappings.
list   owner, last use, uses and people of the last 30 days, age and status, most used first. Last use is the latest login
       it was granted at, or the latest credentials.
prune  says what the daily run would do about each mapping, and why; with --apply it does it. Exit code 1 where the run is
       refused, because the pipeline had gaps or it would prune too much at once.
restore  a pruned mapping grants again, at once; with --request because somebody asked, and its owner approves.
requests who asks for a pruned mapping on the page that refused them, for how long, and why; decline says no to one.
opt-out  a mapping is not pruned up to the end of a day, at most 400 days ahead.

  --restore <id>     bring this pruned mapping back; may be given several times
  --why <text>       the reason, for the record
  --by <name>        who; by default whom AWS knows you as, and on this machine's own stack your user name
  --request <id>     the request that is approved by it
  --as <owner>       you decide as the mapping's owner, written as the mapping has it; not needed where IAM Identity Center
                     signed you in under that very name
  --apply            do it; without it, and with --dry-run, nothing is changed
  --reason <text>    why it must stay though nobody uses it
  --until <day>      the last day (UTC) on which it is not pruned, such as 2027-03-31
  --environment <id> where two environments have a mapping of that id
  --all              retired mappings too
  --json, --csv      for programs

${STACK_USAGE}`;

const SUBCOMMANDS: Readonly<Record<string, (args: readonly string[], around: Surroundings) => Promise<number>>> = {
  plan: planRoles,
  apply: applyRoles,
  list: listRoles,
  prune: pruneRoles,
  restore: restoreRole,
  requests: requestsForRoles,
  "opt-out": optOutRole,
};

export const rolesCommand: Command = {
  usage,
  async run([name = "", ...args], surroundings) {
    const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
    if (!subcommand) throw new UsageError(`expected one of ${Object.keys(SUBCOMMANDS).join(", ")} after roles`);
    try {
      return await subcommand(args, surroundings);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      surroundings.error(error.message);
      return 1;
    }
  },
};
