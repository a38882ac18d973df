import { WATCHED_CALLS, WATCHED_SOURCES } from "../../lib/guards/watched-calls.ts";
import type { Consumer } from "./types.ts";

export const CONSUMERS: readonly Consumer[] = [
  {
    function: "archive-events",
    pattern: { source: ["samltrail"] },
    // Objects large enough for the colder storage that they are moved to.
    batch: { size: 500, windowSeconds: 60 },
    maximumReceives: 5,
    visibilityTimeoutSeconds: 180,
  },
  {
    function: "record-metrics",
    pattern: { source: ["samltrail"] },
    batch: { size: 200, windowSeconds: 30 },
    maximumReceives: 5,
    visibilityTimeoutSeconds: 180,
  },
  {
    function: "record-role-usage",
    // Login Failed as well: somebody whose only roles were pruned would have matched them.
    pattern: { source: ["samltrail"], "detail-type": ["Roles Mapped", "Role Credentials Issued", "Login Failed"] },
    // What it keeps counts in days, and the more uses of a mapping come together the fewer reads and writes they take.
    batch: { size: 200, windowSeconds: 60 },
    maximumReceives: 5,
    visibilityTimeoutSeconds: 180,
  },
  {
    function: "reconcile-cloudtrail",
    pattern: { source: ["samltrail"], "detail-type": ["Role Credentials Issued"] },
    defaultBusPattern: {
      source: ["aws.sts"],
      "detail-type": ["AWS API Call via CloudTrail"],
      detail: { eventName: ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"] },
    },
    batch: { size: 50, windowSeconds: 5 },
    maximumReceives: 5,
    visibilityTimeoutSeconds: 180,
  },
  {
    function: "record-guard-changes",
    defaultBusPattern: {
      source: WATCHED_SOURCES,
      "detail-type": ["AWS API Call via CloudTrail"],
      detail: { eventName: WATCHED_CALLS },
    },
    batch: { size: 20, windowSeconds: 5 },
    maximumReceives: 5,
    visibilityTimeoutSeconds: 180,
  },
];
