/**
 * What the security team asks of the logs: saved queries of CloudWatch Logs Insights. What is counted is on the dashboards; these
 * tell of each one. Personal values are pseudonyms there too, and a pseudonym leads on: to a person by the identities table.
 */
import type { FunctionName } from "../../infra/pipeline.ts";
import { FORGERY } from "../alarms/attacks.ts";

export interface SavedQuery {
  /** The question, as it is listed. */
  readonly name: string;
  /** Whose logs it reads. */
  readonly functions: readonly FunctionName[];
  readonly lines: readonly string[];
}

const listed = (values: readonly string[]): string => `[${values.map((value) => `"${value}"`).join(", ")}]`;

/** Functions that answer people and programs: each puts the number on its page into its line. */
const FRONT: readonly FunctionName[] = [
  "acs",
  "home",
  "end-session",
  "switch-session",
  "credentials",
  "authorize",
  "agents",
  "restore-requests",
];

const NEWEST = ["sort @timestamp desc", "limit 1000"];

export const QUERIES: readonly SavedQuery[] = [
  {
    name: "01 How many people signed in, through which provider",
    functions: ["acs"],
    lines: [
      'filter outcome = "succeeded"',
      "stats count(*) as logins, count_distinct(subject) as people by identityProvider, bin(1h) as hour",
      "sort hour desc",
    ],
  },
  {
    name: "02 Why were logins refused",
    functions: ["acs"],
    lines: [
      'filter outcome = "failed"',
      "stats count(*) as refusals by reason, step, problem, identityProvider",
      "sort refusals desc",
    ],
  },
  {
    name: "03 What became of the request with this number",
    functions: FRONT,
    lines: [
      "fields @timestamp, function_name, message, outcome, step, reason, problem, found, expected, identityProvider, subject",
      'filter correlationId = "put the number here"',
      ...NEWEST,
    ],
  },
  {
    name: "04 When did this person sign in",
    functions: ["acs"],
    lines: [
      "fields @timestamp, identityProvider, sessionId, roles, asks, correlationId",
      'filter subject = "put the pseudonym here"',
      ...NEWEST,
    ],
  },
  {
    name: "05 Which responses were presented again",
    functions: ["acs"],
    lines: ["fields @timestamp, identityProvider, step, problem, correlationId", 'filter reason = "replay"', ...NEWEST],
  },
  {
    name: "06 Whose signatures fail, and how",
    functions: ["acs"],
    lines: [
      `filter reason in ${listed([...FORGERY, "readings-disagree"])}`,
      "stats count(*) as refusals by reason, problem, identityProvider, bin(15m) as quarter",
      "sort quarter desc",
    ],
  },
  {
    name: "07 Who has a role that lets nobody in",
    functions: ["acs"],
    lines: [
      "fields @timestamp, identityProvider, reason, problem, found, expected, correlationId",
      `filter reason in ${listed(["no-role", "role-pruned"])}`,
      ...NEWEST,
    ],
  },
  {
    name: "08 Which credentials were lent",
    functions: ["credentials"],
    lines: [
      "fields @timestamp, outcome, mappingId, accessKeyId, correlationId",
      `filter outcome in ${listed(["issued", "console"])}`,
      ...NEWEST,
    ],
  },
  {
    name: "09 Who was refused credentials or a token, and why",
    functions: ["credentials", "authorize", "agents"],
    lines: [
      "filter status >= 400",
      "stats count(*) as refusals, latest(correlationId) as latestNumber by function_name, outcome, problem",
      "sort refusals desc",
    ],
  },
  {
    name: "10 What failed through our own fault",
    functions: [
      ...FRONT,
      "record-metrics",
      "archive-events",
      "republish-pending",
      "seal-archive",
      "reconcile-cloudtrail",
    ],
    lines: [
      'filter level = "ERROR"',
      "stats count(*) as times, latest(@timestamp) as lastTime by function_name, message",
      "sort times desc",
    ],
  },
];
