import type { Commands } from "./run-command.ts";

/**
 * Every subcommand, and the line that lists it; loaded when it is called, since all of them together take more than a second. To add
 * one, write it beside its own code in `cli/<name>/` and name it here.
 */
export const COMMANDS: Commands = {
  certificates: {
    summary: "list certificates, confirm a provider's new ones, roll one's own",
    load: async () => (await import("./certificates/certificates-command.ts")).certificatesCommand,
  },
  check: {
    summary: "judge a SAML response step by step, or a corpus of them",
    load: async () => (await import("./check/check-command.ts")).checkCommand,
  },
  config: {
    summary: "check a stage file, its mappings and its trust material",
    load: async () => (await import("./config/config-command.ts")).configCommand,
  },
  credentials: {
    summary: "credentials of one of your roles, through the browser",
    load: async () => (await import("./credentials/credentials-command.ts")).credentialsCommand,
  },
  "dry-run": {
    summary: "a login with a known person, each step shown",
    load: async () => (await import("./dry-run/dry-run-command.ts")).dryRunCommand,
  },
  erase: {
    summary: "remove who a person is; the archive stays and verifies",
    load: async () => (await import("./erase/erase-command.ts")).eraseCommand,
  },
  export: {
    summary: "take a period's sealed evidence out as a package",
    load: async () => (await import("./export/export-command.ts")).exportCommand,
  },
  hold: {
    summary: "place, release and list legal holds",
    load: async () => (await import("./hold/hold-command.ts")).holdCommand,
  },
  keys: {
    summary: "gives a deployment's secrets their first values",
    load: async () => (await import("./keys/keys-command.ts")).keysCommand,
  },
  report: {
    summary: "report on a period's logins and roles by SOC 2 criteria, with the evidence",
    load: async () => (await import("./report/report-command.ts")).reportCommand,
  },
  revoke: {
    summary: "end what a person or a program holds",
    load: async () => (await import("./revoke/revoke-command.ts")).revokeCommand,
  },
  roles: {
    summary: "plan, apply, list and prune role mappings",
    load: async () => (await import("./roles/roles-command.ts")).rolesCommand,
  },
  smoke: {
    summary: "tries a deployment from outside",
    load: async () => (await import("./smoke/smoke-command.ts")).smokeCommand,
  },
  verify: {
    summary: "check an evidence package offline",
    load: async () => (await import("./verify/verify-command.ts")).verifyCommand,
  },
};
