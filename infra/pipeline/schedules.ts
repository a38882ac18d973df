import type { Schedule } from "./types.ts";

export const SCHEDULES: readonly Schedule[] = [
  { function: "republish-pending", everyMinutes: 1 },
  // An hour needs one seal; more runs only mean that one that failed is made up for soon.
  { function: "seal-archive", everyMinutes: 15 },
  // Twice an hour, so that one that comes late leaves no hour without.
  { function: "send-heartbeat", everyMinutes: 30 },
  { function: "prune-role-mappings", everyMinutes: 1440 },
  { function: "watch-certificates", everyMinutes: 1440 },
  // The month before is reported on once; more runs only mean that one that failed is made up for soon.
  { function: "build-evidence-report", everyMinutes: 1440 },
  { function: "check-archive", everyMinutes: 1440 },
  // An hour is joined once the hour after it is sealed.
  { function: "join-access-log", everyMinutes: 60 },
  { function: "keep-held-identities", everyMinutes: 1440 },
  // An assumption that nobody issued is not to wait for long.
  { function: "reconcile-cloudtrail-overdue", everyMinutes: 1 },
];
