/** Where things lie in the evidence bucket and, below the same names, in a package. */
import { ARCHIVE_PREFIX } from "../archive/archive-object.ts";
import { type Day, type Hour, pathOf } from "./hours.ts";

export const HOUR_SEALS = "seals/hours/";
export const DAYS = "seals/days/";
export const LEAVES = "seals/leaves/";
/** What each day's examination wrote (lib/evidence/report/days). */
export const EXAMINED_DAYS = "reports/days/";

/** What the first seal follows: written once, before it. */
export const CHAIN_KEY = "seals/chain.json";

/** The exact bytes that are signed; the signature beside it, in DER; and the sign that the rest was done. */
export const hourSealKey = (hour: Hour): string => `${HOUR_SEALS}${pathOf(hour)}.json`;
export const dayKey = (day: Day): string => `${DAYS}${pathOf(day)}.json`;
export const signatureKey = (bodyKey: string): string => bodyKey.replace(/\.json$/, ".sig");
export const announcedKey = (hour: Hour): string => hourSealKey(hour).replace(/\.json$/, ".announced");

/** `seals/hours/2026/08/03/12.sig` > `2026-08-03T12`. */
export function hourOfSealKey(key: string): Hour | null {
  const [, day, hour] = /^seals\/hours\/(\d{4}\/\d{2}\/\d{2})\/(\d{2})\.[a-z]+$/.exec(key) ?? [];
  return day === undefined ? null : `${day.replaceAll("/", "-")}T${hour}`;
}

/** `seals/days/2026/08/03.sig` > `2026-08-03`. */
export function dayOfSignature(key: string): Day | null {
  return /^seals\/days\/(\d{4}\/\d{2}\/\d{2})\.sig$/.exec(key)?.[1]?.replaceAll("/", "-") ?? null;
}

/** The leaves of a seal, a line each: its hash, a blank, the event's id. Named by its content. */
export const leavesKey = (hour: Hour, sha256: string): string => `${LEAVES}${pathOf(hour)}/${sha256}.txt`;

export const eventsPrefix = (hourOrDay: Hour | Day): string => `${ARCHIVE_PREFIX}${pathOf(hourOrDay)}/`;

/** `events/2026/08/03/12/<SHA-256>.jsonl` > its hour of arrival and the hash it claims; null for anything else. */
export function readEventsKey(key: string): { readonly hour: Hour; readonly sha256: string } | null {
  const match = /^events\/(\d{4}\/\d{2}\/\d{2})\/(\d{2})\/([0-9a-f]{64})\.jsonl$/.exec(key);
  const [, day = "", hour = "", sha256 = ""] = match ?? [];
  return match ? { hour: `${day.replaceAll("/", "-")}T${hour}`, sha256 } : null;
}

/** In the bucket of heads. */
export const headKey = (hour: Hour): string => `heads/${pathOf(hour)}.json`;
export const LATEST_HEAD_KEY = "head.json";
