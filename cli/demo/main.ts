/** `npm run demo`: shows on a fresh stack what samltrail does, and checks that it does it right. */
import { printable } from "../../lib/events/printable.ts";
import { type Demo, runFresh } from "./run-fresh.ts";

// Loaded only when they run: what is asked of the command line is answered at once.
const DEMOS: Readonly<Record<string, Demo>> = {
  login: {
    summary: "nine attempts to sign in, and whether each left the trail that it must (the default)",
    run: async (stage) => (await import("./login-demo.ts")).runLoginDemo(stage),
  },
  roles: {
    summary: "role mappings applied, lent, marked, pruned and restored while months pass, and held against CloudTrail",
    run: async (stage) => (await import("./roles/run-roles-demo.ts")).runRolesDemo(stage),
  },
  evidence: {
    summary:
      "logins sealed, reported as a package and verified; one changed byte refused; a person erased, verified again",
    run: async (stage) => (await import("./evidence/run-evidence-demo.ts")).runEvidenceDemo(stage),
  },
};

const HELP = `usage: npm run demo [-- <demo>]

${Object.entries(DEMOS)
  .map(([name, { summary }]) => `  ${name.padEnd(8)}  ${summary}`)
  .join("\n")}

Each runs on a stack of its own, in a temporary folder. Exit code 0: everything was as it must be; 1: not, and what was not;
then the folder stays, with the log.`;

/** @returns the exit code */
async function main([name = "login", ...more]: readonly string[]): Promise<number> {
  if (name === "--help" || name === "-h") {
    console.log(HELP);
    return 0;
  }
  const demo = Object.hasOwn(DEMOS, name) ? DEMOS[name] : undefined;
  if (demo && more.length === 0) return runFresh(demo, (text) => console.log(text));
  console.error(demo ? "expected one demo" : `there is no demo ${printable(name, 40)}`);
  console.error(HELP);
  return 2;
}

main(process.argv.slice(2)).then(
  // What a function left open (a kept-alive connection, a timer) must not keep the process.
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
