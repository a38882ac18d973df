/** `samltrail config`: checks a stage's configuration and says what it amounts to. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { ConfigurationError } from "../../lib/config/configuration-error.ts";
import { loadConfiguration } from "../../lib/config/load-configuration.ts";
import { type Command, UsageError } from "../command.ts";
import { summarize } from "./summarize.ts";

const ANY_BASE_URL = "https://base-url.invalid";

const usage = `usage: samltrail config <stage file> [--trust <folder>] [--base-url <url>]

Checks a stage file, its role mappings and the trust material it names, as every start does. Lists each fault with its
file, line and path (exit code 1), or prints what the configuration amounts to (exit code 0).

  --trust <folder>   where provider metadata and own certificates are; by default \`trust\` beside the stage file
  --base-url <url>   where the HTTP API is reached, checked as well; by default the stage file's baseUrl`;

export const configCommand: Command = {
  usage,
  async run(args, { out, error, now }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { trust: { type: "string" }, "base-url": { type: "string" } },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new UsageError("expected one stage file, as in: samltrail config config/local.yaml");
    }
    const trustDirectory = values.trust ?? join(dirname(file), "trust");
    const baseUrl = values["base-url"];
    try {
      const configuration = await loadConfiguration({
        file,
        trustDirectory,
        ...(baseUrl !== undefined && { baseUrl }),
        defaultBaseUrl: ANY_BASE_URL,
        now,
      });
      for (const line of summarize(file, configuration, now)) out(line);
      return 0;
    } catch (fault) {
      if (!(fault instanceof ConfigurationError)) throw fault;
      error(fault.message);
      if (values.trust === undefined && !existsSync(trustDirectory)) {
        error(`there is no folder ${trustDirectory}: --trust names another (npm start makes .samltrail/trust)`);
      }
      return 1;
    }
  },
};
