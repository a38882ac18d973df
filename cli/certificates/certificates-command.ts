/** `samltrail certificates`: what is trusted and until when, and how one key follows another. */
import { ConfigurationError } from "../../lib/config/configuration-error.ts";
import type { Command, Surroundings } from "../command.ts";
import { STACK_USAGE } from "../stack.ts";
import { confirm } from "./confirm.ts";
import { listAll } from "./list.ts";
import { rotate } from "./rotate.ts";

const usage = `usage: samltrail certificates [<stage file>] [--days <n>] [--json]
       samltrail certificates confirm <provider> [<stage file>] [--proposal <hash>] [--by <name>]
       samltrail certificates rotate [<stage file>] --purpose signing|decryption [--step publish|use|withdraw] [--by <name>]
                             [--at-once] [--again]

Without more, lists every certificate that counts, the identity providers' and the service provider's own, with what waits for
confirmation and what is being rolled. Exit code 0: nobody has to do anything; 1: a certificate that nothing follows runs out
within 30 days, or metadata waits. With --stack local the stage file is known.

confirm  shows what a provider's published metadata would change. With --proposal, as shown, it counts from then on.
rotate   rolls the service provider's own key with an overlap: publish puts a new certificate into our metadata beside the old
         one, use makes the new key the one in use, withdraw ends the old one. Without --step it begins, or says how far it is.
         Each step says what to tell the identity providers (docs/certificates.md).

  --days <n>         how many days ahead a certificate that runs out is reported; by default 30
  --json             for programs
  --proposal <hash>  which proposal is confirmed: what was looked at, and nothing newer
  --purpose <which>  of the service provider's keys
  --at-once          neither wait nor look whether our metadata shows it: for a key that somebody else has
  --again            with --step publish: begin anew with another key
  --by <name>        who; by default whom AWS knows you as, and on this machine's own stack your user name
  --trust <folder>   where provider metadata and own certificates are; by default \`trust\` beside the stage file

${STACK_USAGE}`;

type Subcommand = (args: readonly string[], around: Surroundings) => Promise<number>;

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { confirm, rotate, list: listAll };

export const certificatesCommand: Command = {
  usage,
  async run(args, surroundings) {
    const [name = "", ...rest] = args;
    const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
    try {
      return await (subcommand ? subcommand(rest, surroundings) : listAll(args, surroundings));
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      surroundings.error(error.message);
      return 1;
    }
  },
};
