import assert from "node:assert/strict";
import { rolesCommand } from "../../../cli/roles/roles-command.ts";
import { command } from "./command.ts";
import type { Scene } from "./deployment.ts";

export const pruning: Scene = {
  title: "pruning, in a dry run",
  async play({ configFile, commandFlags }) {
    const args = ["roles", "prune", configFile, "--dry-run", ...commandFlags];
    const { code, out, errors } = await command({ roles: rolesCommand }, args);
    // A stage of today has no history of its pipeline: refusing to judge is the right answer, and any other failure is not.
    assert.ok(code === 0 || errors.includes("refused, and nothing done"), errors);
    return (errors || out).split("\n").at(-1) ?? "";
  },
};
