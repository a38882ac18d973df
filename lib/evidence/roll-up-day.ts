/** A day in one document: the hashes of its hours' seals and their counts summed, so that a year is read in 365 steps. */
import { sumCounts } from "./counts.ts";
import { type Day, dayOf, type Hour, hoursBetween, hoursLater } from "./hours.ts";
import { dayKey } from "./keys-in-bucket.ts";
import { ChainFault, type DayRollUp, dayModel, type HourSeal, readSealed, type Sealed, seal } from "./seal.ts";
import type { Sealing } from "./seal-hour.ts";
import { requireHour, type Signed } from "./seal-reader.ts";
import { joinSequences } from "./sequences.ts";
import { signOnce } from "./sign-once.ts";

interface DayInputs {
  readonly day: Day;
  readonly hours: readonly Sealed<HourSeal>[];
  readonly previous: DayRollUp["previous"];
  readonly codeVersion: string;
}

/** The same hours give the same document, byte for byte. */
function buildDay({ day, hours, previous, codeVersion }: DayInputs): DayRollUp {
  const bodies = hours.map(({ body }) => body);
  const last = bodies.at(-1);
  if (!last) throw new ChainFault(`the day ${day} has no seals`);
  const sum = (count: (body: HourSeal) => number) => bodies.reduce((total, body) => total + count(body), 0);
  const findings = new Map(bodies.flatMap((body) => body.findings).map((each) => [`${each.kind} ${each.key}`, each]));
  return {
    kind: "day",
    version: 1,
    day,
    codeVersion,
    hours: hours.map(({ body, hash }) => ({ hour: body.window.from.slice(0, 13), hash, leafCount: body.leafCount })),
    leafCount: sum(({ leafCount }) => leafCount),
    objects: sum(({ objects }) => objects.length),
    repeats: sum(({ repeats }) => repeats.reduce((total, { leaves }) => total + leaves.length, 0)),
    counts: sumCounts(bodies.map(({ counts }) => counts)),
    sequences: [...joinSequences(bodies.map(({ sequences }) => sequences))],
    idHours: [...new Set(bodies.flatMap(({ idHours }) => idHours))].sort(),
    conflicts: bodies.flatMap(({ conflicts }) => conflicts),
    findings: [...findings.values()],
    previous,
    key: last.nextKey ?? last.key,
  };
}

async function previousOf({ reader }: Sealing, firstHour: Hour, chainHash: string, day: Day) {
  if (day === dayOf(firstHour)) return { day: null, hash: chainHash };
  const before = dayOf(hoursLater(`${day}T00`, -1));
  const previous = await reader.day(before);
  if (!previous) throw new ChainFault(`the day ${before} should be rolled up and is not`);
  return { day: before, hash: previous.hash };
}

/**
 * Rolls up a day whose hours all have their seals. Rivals come to the same document but for the version of their code: the first
 * to claim decides.
 * @throws ChainFault where what stands in the bucket is not what the day's seals come to
 */
export async function rollUpDay(
  sealing: Sealing,
  day: Day,
  chain: { readonly firstHour: Hour; readonly hash: string },
): Promise<Signed<DayRollUp>> {
  const { store, reader } = sealing;
  const from = day === dayOf(chain.firstHour) ? chain.firstHour : `${day}T00`;
  const hours = await Promise.all(hoursBetween(from, `${day}T23`).map((hour) => requireHour(reader, hour)));
  const previous = await previousOf(sealing, chain.firstHour, chain.hash, day);
  const key = dayKey(day);
  let sealed = seal(buildDay({ day, hours, previous, codeVersion: sealing.codeVersion }));
  if (!(await store.putOnce(key, sealed.bytes))) {
    const claim = readSealed(dayModel, key, (await store.read(key)) ?? Buffer.alloc(0));
    sealed = seal({ ...sealed.body, codeVersion: claim.body.codeVersion });
    if (sealed.hash !== claim.hash)
      throw new ChainFault(`${key} is not what the day's seals come to; it was not signed`);
  }
  return signOnce(sealing, key, sealed);
}
