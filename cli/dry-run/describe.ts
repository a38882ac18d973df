/** A dry run in words, safe for a terminal. */
import { printable } from "../../lib/events/printable.ts";
import { table } from "../demo/table.ts";
import type { Report } from "./report.ts";

const minute = (instant: string | null): string => instant?.slice(0, 16).replace("T", " ") ?? "";

const CAME: Readonly<Record<string, string>> = { true: "yes", false: "NO", null: "not known" };

function head({ person, login }: Report): readonly string[] {
  const { name, nameId, isWhoWasAsked, asked } = person;
  const who =
    nameId === null
      ? "not known: no name is kept of a login that failed, and erased ones are gone"
      : printable(name === null || name === nameId ? nameId : `${name} (${nameId})`);
  const whether = isWhoWasAsked === false ? `, NOT ${printable(asked)}` : "";
  const began = login.initiatedBy === "identity-provider" ? ", begun at the provider" : "";
  const lines = [
    `person   ${who}${whether}`,
    `login    ${login.outcome} at ${login.at}${began}, by ${login.identityProvider ?? "an unknown provider"}`,
    `number   ${login.correlationId}; event ${login.eventId}, ${login.found === "archive" ? "archived" : "recorded, and waiting for the bus"}`,
  ];
  if (!login.refusal) return lines;
  const { step, reason, problem, found, expected, remedy } = login.refusal;
  const held = [...(found === null ? [] : [`found ${found}`]), ...(expected === null ? [] : [`expected ${expected}`])];
  return [
    ...lines,
    `reason   ${reason} at ${step}: ${problem}${held.length > 0 ? `; ${held.join("; ")}` : ""}`,
    `remedy   ${remedy}`,
  ];
}

function steps({ steps: all }: Report): string {
  const rows = all
    .filter(({ outcome }) => outcome !== "not reached")
    .map(({ name, outcome, ms }) => [
      name,
      outcome === "refused" ? "REFUSED" : outcome,
      ms?.toFixed(1).padStart(7) ?? "",
    ]);
  const left = all.filter(({ outcome }) => outcome === "not reached").length;
  return table(["step", "outcome", "     ms"], rows) + (left > 0 ? `\n${left} steps more were not reached` : "");
}

function trailOf({ cloudTrail }: Report["credentials"][number]): string {
  if (cloudTrail === null) return "";
  if (cloudTrail.seen === null) return `NOT YET SEEN: ${cloudTrail.asked}`;
  const { eventName, account, region, occurredAt, eventId, through } = cloudTrail.seen;
  const how = through === "reconciled" ? "matched" : "in CloudTrail's history, not delivered yet";
  return `${how}: ${eventName} ${occurredAt.slice(11, 19)} in ${account} ${region}, ${eventId}`;
}

function credentials({ credentials: all }: Report): readonly string[] {
  if (all.length === 0) return [];
  const rows = all.map((each) => [
    each.mappingId,
    each.accessKeyId ?? "REFUSED",
    minute(each.expiresAt),
    each.accessKeyId === null ? "" : each.recorded ? "yes" : "NOT FOUND",
    trailOf(each),
  ]);
  return ["", table(["credentials of", "access key", "until (UTC)", "recorded", "CloudTrail"], rows)];
}

export function describeReport(report: Report): readonly string[] {
  const { attributes, roles, problems, notes } = report;
  const roleRows = roles.map(({ samlRole, outcome, mappingId, iamRole }) => [
    printable(samlRole, 60),
    outcome,
    mappingId ?? "",
    iamRole ?? "",
  ]);
  return [
    ...head(report),
    "",
    steps(report),
    "",
    table(
      ["attribute", "needed for", "came"],
      attributes.map(({ name, need, came }) => [printable(name, 80), need, CAME[String(came)] ?? ""]),
    ),
    ...(roles.length > 0 ? ["", table(["SAML role", "outcome", "mapping", "IAM role"], roleRows)] : []),
    ...credentials(report),
    "",
    ...notes,
    ...(problems.length === 0 ? ["all matched"] : problems.map((problem) => `! ${printable(problem, 600)}`)),
  ];
}
