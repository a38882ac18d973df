/** What pruning finds out about one mapping, before it looks at the others. */
import type { RoleMapping } from "../role-mapping.ts";
import { dayOf, daysAfter, daysBefore, latest } from "./days.ts";
import type { PruningQuestion, SecondReading } from "./decision.ts";
import type { Safety } from "./safeties.ts";
import { canBeYearly, yearlyHorizon, yearlyUse } from "./yearly-use.ts";

export interface Finding {
  readonly safety: Safety;
  readonly detail: string;
  /** Whether it also takes the mark off a mapping that is marked: it is good for more than this one run. */
  readonly voidsMark: boolean;
}

const lasting = (safety: Safety, detail: string): Finding => ({ safety, detail, voidsMark: true });

const forNow = (safety: Safety, detail: string): Finding => ({ safety, detail, voidsMark: false });

type Question = Pick<PruningQuestion, "environment" | "now" | "policy">;
type HistoricalQuestion = Question & Pick<PruningQuestion, "history">;

/** When the table last knew it used: granted at a login, or used for credentials. */
export const lastUseOf = ({ lastGrantedAt, lastUsedAt }: RoleMapping): Date | null => latest(lastGrantedAt, lastUsedAt);

/** When it was made or brought back: it cannot have been unused for longer. */
export function beginningOf({ createdAt, restoredAt }: RoleMapping): Date | null {
  return createdAt === null ? null : latest(createdAt, restoredAt);
}

/** Whether somebody said, with a reason and until when, that it stays. */
function optedOut({ optOut }: RoleMapping, now: Date): boolean {
  return optOut !== null && optOut.reason.trim() !== "" && new Date(optOut.until) > now;
}

function usedWhileMarked({ stale }: RoleMapping, lastUse: Date | null): boolean {
  return stale !== null && lastUse !== null && lastUse > new Date(stale.markedAt);
}

/** What keeps the mapping by the table alone, or null where it went unused by it for long enough. */
export function tableFinding(mapping: RoleMapping, { environment, now, policy }: Question): Finding | null {
  if (mapping.environment !== environment) {
    return forNow("environment", `it is of ${mapping.environment}, and this stage is for ${environment}`);
  }
  if (mapping.protected) return lasting("protected", "the mapping file protects it");
  if (optedOut(mapping, now)) {
    const { by = "", reason = "", until = "" } = mapping.optOut ?? {};
    return lasting("opt-out", `${by} opted out until ${until}: ${reason}`);
  }
  const beginning = beginningOf(mapping);
  if (beginning === null) return lasting("minimum-age", "nobody kept since when it is there");
  if (beginning > daysBefore(now, policy.minimumAgeDays)) {
    return lasting("minimum-age", `it is there since ${dayOf(beginning)}`);
  }
  const lastUse = lastUseOf(mapping);
  if (lastUse && usedWhileMarked(mapping, lastUse)) {
    return lasting("used-while-marked", `it was used at ${lastUse.toISOString()}, after it was marked`);
  }
  const since = lastUse && lastUse > beginning ? lastUse : beginning;
  if (since > daysBefore(now, policy.unusedDays)) {
    return lasting("unused-by-table", `the table knows it unused since ${dayOf(since)} only`);
  }
  return null;
}

/** What a second source that can be heard says against it. */
function heardFinding(
  mapping: RoleMapping,
  { source, since, uses }: Extract<SecondReading, { available: true }>,
  { now, policy }: Question,
): Finding | null {
  const from = daysBefore(now, policy.unusedDays);
  const markedAt = mapping.stale && new Date(mapping.stale.markedAt);
  if (since > from || (markedAt && since > markedAt)) {
    return forNow("unused-by-second-source", `${source} reaches back to ${dayOf(since)} only`);
  }
  const last = uses.at(-1)?.day;
  if (last !== undefined && markedAt && last >= dayOf(markedAt)) {
    return lasting("used-while-marked", `${source} saw it used on ${last}, since it was marked`);
  }
  if (last !== undefined && last >= dayOf(from)) {
    return lasting("unused-by-second-source", `${source} saw it used on ${last}`);
  }
  return null;
}

function yearlyFinding(
  mapping: RoleMapping,
  { source, since, uses }: Extract<SecondReading, { available: true }>,
  { now, policy: { yearlyWindowDays: windowDays }, history }: HistoricalQuestion,
): Finding | null {
  const lastUse = lastUseOf(mapping);
  const days = [...uses.map(({ day }) => day), ...(history.get(mapping.id) ?? [])];
  if (lastUse) days.push(dayOf(lastUse));
  const yearly = yearlyUse({ useDays: days, now, windowDays });
  if (yearly) return forNow("yearly-use", yearly);
  const began = new Date(mapping.createdAt ?? 0);
  if (!canBeYearly(began, now, windowDays)) return null;
  const horizon = yearlyHorizon(now, windowDays);
  if (since <= (began > horizon ? began : horizon)) return null;
  return forNow("yearly-use", `whether it is used once a year is unknown: ${source} reaches back to ${dayOf(since)}`);
}

/** What keeps a mapping that the table knows as unused, or null where nothing does. */
export function secondFinding(
  mapping: RoleMapping,
  reading: SecondReading | undefined,
  question: HistoricalQuestion,
): Finding | null {
  if (!reading?.available) {
    const why = reading?.why ?? "it was not asked";
    return forNow("unused-by-second-source", `the second source does not confirm it: ${why}`);
  }
  return heardFinding(mapping, reading, question) ?? yearlyFinding(mapping, reading, question);
}

/** From when on a marked mapping may be pruned: never before the announced time, nor before the wait that holds now. */
export function waitsUntil({ markedAt, pruneAfter }: NonNullable<RoleMapping["stale"]>, waitDays: number): Date {
  const announced = new Date(pruneAfter);
  const waited = daysAfter(new Date(markedAt), waitDays);
  return announced > waited ? announced : waited;
}
