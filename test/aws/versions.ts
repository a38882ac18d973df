import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const REQUIREMENTS = fileURLToPath(new URL("emulator/requirements.txt", import.meta.url));

/** What the run was made with. */
export function versionsOf(): string {
  const [, ministack = "?"] = /^ministack==(\S+)$/m.exec(readFileSync(REQUIREMENTS, "utf8")) ?? [];
  return `samltrail on MiniStack ${ministack} with IAM in force (AUTH=true), its functions on Node ${process.versions.node}`;
}
