/** The seals of a period and everything they speak of, as they lie in the bucket: nothing is mended, nothing left out. */
import type { EvidenceReader } from "../evidence-store.ts";
import { type Head, headOf } from "../head.ts";
import { type Day, dayOf, type Hour, hoursBetween, hoursLater, pathOf } from "../hours.ts";
import {
  announcedKey,
  CHAIN_KEY,
  DAYS,
  dayKey,
  dayOfSignature,
  eventsPrefix,
  HOUR_SEALS,
  hourOfSealKey,
  hourSealKey,
  signatureKey,
} from "../keys-in-bucket.ts";
import { consistencyProof } from "../merkle-proofs.ts";
import type { HourSeal } from "../seal.ts";
import { logLeaf } from "../seal-log.ts";
import { createSealReader, readChain, requireHour, type SealReader, type Signed } from "../seal-reader.ts";
import type { ManifestContent } from "./manifest.ts";

/** Hours of arrival, both included. */
export interface Period {
  readonly from: Hour;
  readonly to: Hour;
}

/** The period is not one that the chain covers. */
export class PeriodNotSealed extends Error {
  override readonly name = "PeriodNotSealed";
}

export interface Evidence {
  readonly manifest: ManifestContent;
  readonly seals: readonly Signed<HourSeal>[];
  /** Keys to take over as they are, in order; some may be missing. */
  readonly keys: readonly string[];
}

/** Hours after which no seal takes an object any more. */
const LATE_HOURS = 24;

async function lastSealedHour(store: EvidenceReader): Promise<Hour | null> {
  const keys = (await store.list(HOUR_SEALS)).map(({ key }) => key).filter((key) => key.endsWith(".sig"));
  return keys.map(hourOfSealKey).at(-1) ?? null;
}

async function checkPeriod(store: EvidenceReader, reader: SealReader, { from, to }: Period) {
  const [chain, last] = [await readChain(store, reader), await lastSealedHour(store)];
  if (!chain || last === null) throw new PeriodNotSealed("nothing is sealed yet");
  const { firstHour } = chain.body;
  await requireHour(reader, firstHour);
  if (from > to) throw new PeriodNotSealed(`the period ends (${to}) before it begins (${from})`);
  if (from < firstHour) throw new PeriodNotSealed(`the chain begins with ${firstHour}, after ${from}`);
  if (to > last) throw new PeriodNotSealed(`the archive is sealed up to ${last}, not to ${to}`);
  return { firstHour, last };
}

/** Hashes of every seal from the first to the last; days that are over are read from their roll-ups. */
async function sealHashes(reader: SealReader, firstHour: Hour, last: Hour): Promise<readonly string[]> {
  const hours = hoursBetween(firstHour, last);
  const hashes: string[] = [];
  for (const day of new Set(hours.map(dayOf))) {
    const rollUp = last >= `${day}T23` ? await reader.day(day) : null;
    const own = hours.filter((hour) => dayOf(hour) === day);
    const read = async () => (await Promise.all(own.map((hour) => requireHour(reader, hour)))).map(({ hash }) => hash);
    hashes.push(...(rollUp?.body.hours.map(({ hash }) => hash) ?? (await read())));
  }
  return hashes;
}

/** The hour in whose folder a key lies, whatever its name. */
function folderHour(key: string): Hour | null {
  const [, day, hour] = /^events\/(\d{4}\/\d{2}\/\d{2})\/(\d{2})\//.exec(key) ?? [];
  return day === undefined ? null : `${day.replaceAll("/", "-")}T${hour}`;
}

async function listDays(store: EvidenceReader, days: readonly Day[], prefixOf: (day: Day) => string) {
  return (await Promise.all(days.map((day) => store.list(prefixOf(day))))).flat().map(({ key }) => key);
}

/**
 * Objects that arrived in the period or that its seals took late, but not those that a seal after the period took. What has no
 * business there comes along: the verifier shall see it.
 */
async function objectKeys(
  store: EvidenceReader,
  reader: SealReader,
  { from, to }: Period,
  [days, last]: readonly [readonly Day[], Hour],
): Promise<readonly string[]> {
  const until = hoursLater(to, LATE_HOURS);
  const taken = async (first: Hour, end: Hour) => {
    const seals = await Promise.all(hoursBetween(first, end).map((hour) => requireHour(reader, hour)));
    return seals.flatMap(({ body }) => body.objects.map(({ key }) => key));
  };
  const own = await taken(from, to);
  const later = new Set(await taken(hoursLater(to, 1), until < last ? until : last));
  const arrived = (await listDays(store, days, eventsPrefix)).filter((key) => {
    const hour = folderHour(key);
    return hour === null || (hour >= from && hour <= to && !later.has(key));
  });
  return [...new Set([...own, ...arrived])].sort();
}

/** Files below `seals/` that no hour or day of the period accounts for. */
async function strays(store: EvidenceReader, days: readonly Day[], { from, to }: Period, known: readonly string[]) {
  const listed = [
    ...(await listDays(store, days, (day) => `${HOUR_SEALS}${pathOf(day)}/`)),
    ...(await listDays(store, days, (day) => `${DAYS}${pathOf(day)}`)),
    ...(await store.list(CHAIN_KEY.replace(/\.json$/, ""))).map(({ key }) => key).filter((key) => key !== CHAIN_KEY),
  ];
  const accounted = new Set(known);
  const isOutside = (hour: Hour) => hour < from || hour > to;
  return listed.filter((key) => {
    const hour = hourOfSealKey(key);
    const day = dayOfSignature(key.replace(/\.json$/, ".sig"));
    const isMark = hour !== null && key === announcedKey(hour);
    return !accounted.has(key) && !isMark && day === null && (hour === null || !isOutside(hour));
  });
}

/**
 * @param scope `seals` leaves out the objects of events: a year is its seals and roll-ups
 * @throws PeriodNotSealed; ChainFault where a seal cannot be read
 */
export async function collectEvidence(
  store: EvidenceReader,
  period: Period,
  scope: "whole" | "seals" = "whole",
): Promise<Evidence> {
  const reader = createSealReader(store);
  const { firstHour, last } = await checkPeriod(store, reader, period);
  const hours = hoursBetween(period.from, period.to);
  const seals = await Promise.all(hours.map((hour) => requireHour(reader, hour)));
  const [first, final] = [seals[0], seals.at(-1)];
  if (!first || !final) throw new PeriodNotSealed("the period has no hours");
  const head: Head = headOf(await requireHour(reader, last));
  const leaves = (await sealHashes(reader, firstHour, last)).map(logLeaf);
  const days = [...new Set(hours.map(dayOf))];
  const wholeDays = days.filter(
    (day) => period.to >= `${day}T23` && (period.from <= `${day}T00` || period.from === firstHour),
  );
  const sealKeys = [
    ...(period.from === firstHour ? [CHAIN_KEY] : []),
    ...[...hours.map(hourSealKey), ...wholeDays.map(dayKey)].flatMap((key) => [key, signatureKey(key)]),
  ];
  return {
    seals,
    manifest: {
      ...(scope === "seals" ? { scope } : {}),
      period,
      seals: { count: seals.length, first: first.hash, last: final.hash },
      publicKey: (final.body.nextKey ?? final.body.key).publicKey,
      log: { head, proof: consistencyProof(leaves, final.body.log.size + 1) },
    },
    keys: [
      ...sealKeys,
      ...(await strays(store, days, period, sealKeys)),
      ...(scope === "seals" ? [] : await objectKeys(store, reader, period, [days, last])),
    ],
  };
}
