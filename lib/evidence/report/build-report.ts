/** Builds the report on a period: one pass over its events, hour by hour, and then everything that was counted, tested and drawn. */
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../../archive/canonical-json.ts";
import type { Names } from "../../identity/dynamodb-names.ts";
import type { EvidenceReader } from "../evidence-store.ts";
import { type Hour, hoursLater } from "../hours.ts";
import { collectEvidence, type Evidence, type Period } from "../package/collect-evidence.ts";
import { describeFile } from "../package/manifest.ts";
import type { ExtraFile } from "../package/write-package.ts";
import type { HourSeal } from "../seal.ts";
import { createSealReader } from "../seal-reader.ts";
import { type AccessLog, openAccessLog } from "./access-log.ts";
import { createAccessReview } from "./access-review.ts";
import { composeReport } from "./compose-report.ts";
import { SOC2 } from "./criteria/soc2.ts";
import type { PeriodFacts } from "./criterion.ts";
import { findGaps } from "./gaps.ts";
import { joinTests } from "./join-tests.ts";
import { mappingsBefore } from "./mappings-before.ts";
import { assessmentResults } from "./oscal.ts";
import { type PeopleList, peopleOf } from "./people-list.ts";
import { fromDays, fromEvents } from "./period-source.ts";
import { createPersons } from "./persons.ts";
import { proveSample } from "./prove-sample.ts";
import type { Coverage, Report, Unread } from "./report.ts";
import { preparePages, reportPages } from "./report-pages.ts";
import { sealedEvents } from "./sealed-events.ts";
import { createSealedJoins } from "./sealed-joins.ts";
import { createSpool } from "./spool.ts";
import { createTallies } from "./tallies.ts";

export interface ReportOrder {
  readonly store: EvidenceReader;
  /** Hours of arrival, both included. */
  readonly period: Period;
  readonly framework: "soc2";
  /** `days`: from what each day's examination wrote, for a period of whole days; no event is read again. */
  readonly basis: "events" | "days";
  readonly codeVersion: string;
  /** Of each population. */
  readonly sampleSize: number;
  /** Null: the hash of the period's last seal, which nobody could choose. */
  readonly seed: string | null;
  /** Null: no names are joined. */
  readonly names: Names | null;
  readonly people: PeopleList | null;
  readonly accessLog: { readonly file: string; readonly source: string } | null;
  /** An empty folder for what does not fit in memory; the caller removes it once the package is written. */
  readonly scratch: string;
  /** That examine hours side by side, by default as many as are worth it; 0: this one alone. The report is the same. */
  readonly threads?: number;
  /** Where it was collected already. */
  readonly evidence?: Evidence;
  readonly progress?: (done: number, of: number) => void;
}

export interface BuiltReport {
  readonly report: Report;
  readonly evidence: Evidence;
  /** Keys of objects whose bytes are not those that their names say. */
  readonly altered: readonly string[];
  /** For `writePackage`. */
  readonly files: readonly ExtraFile[];
}

/** Hours after the period in which what belongs to it may still be sealed. */
const LATE_HOURS = 24;

async function sealsAfter(store: EvidenceReader, to: Hour, last: Hour): Promise<readonly HourSeal[]> {
  const reader = createSealReader(store);
  const seals: HourSeal[] = [];
  for (let hour = hoursLater(to, 1); hour <= last && hour <= hoursLater(to, LATE_HOURS); hour = hoursLater(hour, 1)) {
    const seal = await reader.hour(hour);
    if (seal) seals.push(seal.body);
  }
  return seals;
}

type Counts = Pick<Coverage, "read" | "heartbeats">;

function coverageOf({ body, hash }: Evidence["seals"][number], counts: ReadonlyMap<Hour, Counts>): Coverage {
  const hour = body.window.from.slice(0, 13);
  return {
    ...{ hour, sealedAt: body.sealedAt, sealHash: hash, events: body.leafCount },
    ...(counts.get(hour) ?? { read: 0, heartbeats: 0 }),
    objects: body.objects.length,
    repeats: body.repeats.reduce((sum, { leaves }) => sum + leaves.length, 0),
    conflicts: body.conflicts.length,
    findings: body.findings.length,
  };
}

/** The events of hours after the period, for what they say of requests within it. */
async function lookBeyond(store: EvidenceReader, next: readonly HourSeal[], log: AccessLog): Promise<void> {
  for (const seal of next) {
    for await (const events of sealedEvents(store, seal, () => undefined)) {
      for (const each of events) log.see(each, true);
    }
  }
}

/** @throws PeriodNotSealed, ChainFault */
export const evidenceFor = ({ store, period, basis }: ReportOrder): Promise<Evidence> =>
  collectEvidence(store, period, basis === "days" ? "seals" : "whole");

/**
 * @throws PeriodNotSealed, ChainFault where there is nothing to report on. What cannot be read of the events is no error: it is the
 * first thing that the report says.
 */
export async function buildReport(order: ReportOrder): Promise<BuiltReport> {
  const { store, period, names, scratch } = order;
  const { from, to } = period;
  const evidence = order.evidence ?? (await evidenceFor(order));
  const seals = evidence.seals.map(({ body }) => body);
  const seed = order.seed ?? evidence.manifest.seals.last;

  const unread: Unread[] = [];
  const persons = createPersons(names);
  const listed = order.people && peopleOf(order.people, persons, names !== null);
  const log = order.accessLog
    ? await openAccessLog(order.accessLog.file, order.accessLog.source, from, to)
    : createSealedJoins(from, to);
  const folder = join(scratch, "populations");
  await mkdir(folder, { recursive: true });
  const exceptions = createSpool(join(scratch, "exceptions.csv"));
  const logins = seals.reduce((sum, { counts }) => sum + (counts.byType["Login Succeeded"] ?? 0), 0);
  const tests = joinTests(SOC2, { people: listed, logins }, exceptions);
  const tallies = createTallies();
  const review = createAccessReview(from, to);
  const { noted, ...before } = await mappingsBefore(store, from);
  for (const stated of noted) review.begin(stated);

  const total = seals.reduce((sum, { leafCount }) => sum + leafCount, 0);
  const counts = new Map<Hour, Counts>();
  const onUnread = (each: Unread) => void unread.push(each);
  const source = (order.basis === "days" ? fromDays : fromEvents)({
    ...{ order, evidence, seed, persons, listed, folder, onUnread },
  });
  let done = 0;
  preparePages();
  for await (const { hours, uses } of source.parts()) {
    review.join(uses, await persons.learn(uses.subjects));
    for (const part of hours) {
      unread.push(...part.unread);
      tallies.join(part.counts);
      tests.join(part.tests, part.hour);
      listed?.meet(part.met);
      for (const each of order.accessLog ? part.outcomes : part.joins) log.see(each, false);
      counts.set(part.hour, { read: part.read, heartbeats: part.heartbeats });
      done += part.read;
    }
    order.progress?.(done, total);
  }

  const coverage = evidence.seals.map((seal) => coverageOf(seal, counts));
  const later = await sealsAfter(store, to, evidence.manifest.log.head.hour);
  const { producers, gaps } = findGaps(seals, later);
  await lookBeyond(store, later.slice(0, log.hoursBeyond), log);
  const accessLog = await log.finish(evidence.manifest.log.head.hour);
  const { sample, proofs } = await proveSample(store, evidence.seals, source.drawn(), onUnread);
  const facts: PeriodFacts = { seals, coverage, unread, gaps, producers, counted: tallies.counted, accessLog };
  const sections = await tests.finish(facts);
  const beside = source.finish();
  const exceptionsFile = exceptions.close();
  const { content: reviewList, ...reviewed } = review.write(persons);

  const report = composeReport({
    ...{ order, evidence, seed, unread, persons: persons.count, tallies, sections, coverage, gaps, producers },
    ...{ people: listed, accessLog, sample, beside, exceptionsFile, sampling: source.sampling, roles: review.roles() },
    review: { ...reviewed, file: describeFile("access-review.csv", reviewList), before },
  });
  const reportJson = Buffer.from(canonicalJson(report));
  const sha256 = createHash("sha256").update(reportJson).digest("hex");
  const files: ExtraFile[] = [
    { path: "report.json", content: reportJson },
    ...reportPages(report),
    { path: "assessment-results.json", content: Buffer.from(canonicalJson(assessmentResults(report, sha256))) },
    { path: "access-review.csv", content: reviewList },
    { path: "exceptions.csv", ...exceptionsFile },
    ...beside.files,
    { path: "proofs.json", content: proofs },
  ];
  const altered = unread.flatMap(({ kind, where }) => (kind === "object-altered" ? [where] : []));
  return { report, evidence, altered, files };
}
