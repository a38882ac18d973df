/** CC2.1: the information itself is whole and right. */
import type { Criterion, PopulationTest } from "../criterion.ts";

const LATE_HOURS = 24;

const everyHourSealed: PopulationTest = {
  id: "every-hour-sealed",
  asks: `Has every hour of the period one signed seal, which follows the one before, made within ${LATE_HOURS} hours of the hour's end?`,
  parameters: { lateAfterHours: LATE_HOURS },
  populations: ["operations"],
  unit: "hours",
  types: [],
  startPeriod: (tell) => ({
    finish({ seals }) {
      for (const { window, sealedAt } of seals) {
        const hours = (Date.parse(sealedAt) - Date.parse(window.to)) / 3_600_000;
        if (hours <= LATE_HOURS) continue;
        const what = `the hour was sealed ${Math.floor(hours)} hours after its end`;
        tell({
          what,
          state: "closed",
          note: "it is sealed since; until then it was not proof",
          hour: window.from.slice(0, 13),
        });
      }
      return { examined: seals.length };
    },
  }),
};

const everyEventRead: PopulationTest = {
  id: "every-event-read",
  asks: "Could every event that a seal of the period names be read again, byte for byte as it was sealed?",
  populations: [],
  types: [],
  startPeriod: (tell) => ({
    finish({ unread, coverage }) {
      for (const { where, what } of unread) tell({ what: `${where}: ${what}` });
      return { examined: coverage.reduce((sum, { events }) => sum + events, 0) };
    },
  }),
};

const countsAgree: PopulationTest = {
  id: "counts-agree",
  asks: "Counted again, do the events come to the numbers by type, reason and role that the seals have stated since they were signed?",
  populations: [],
  unit: "numbers",
  types: [],
  startPeriod: (tell) => ({
    finish({ seals, counted }) {
      let examined = 0;
      for (const by of ["byType", "byReason", "byRole"] as const) {
        const stated = new Map<string, number>();
        for (const { counts } of seals) {
          for (const [key, count] of Object.entries(counts[by])) stated.set(key, (stated.get(key) ?? 0) + count);
        }
        for (const key of [...new Set([...stated.keys(), ...Object.keys(counted[by])])].sort()) {
          const [found, expected] = [Object.hasOwn(counted[by], key) ? counted[by][key] : 0, stated.get(key) ?? 0];
          examined += 1;
          if (found !== expected) tell({ what: `${key}: the seals state ${expected}, the events come to ${found}` });
        }
      }
      return { examined };
    },
  }),
};

const noGaps: PopulationTest = {
  id: "numbers-without-gaps",
  asks: "Does every number that a process gave one of its events stand in the archive? A number between two others that is missing is an event that was lost.",
  populations: [],
  unit: "processes",
  types: [],
  startPeriod: (tell) => ({
    finish({ gaps, producers }) {
      for (const { producer, first, last, filledIn } of gaps) {
        const numbers = first === last ? `number ${first}` : `numbers ${first} to ${last}`;
        const what = `${numbers} of the process ${producer} did not arrive in the period`;
        if (filledIn === null) tell({ what, note: "look in this process's log for what became of them" });
        else tell({ what, state: "explained", note: `arrived in the hour ${filledIn}, after the period` });
      }
      return { examined: producers };
    },
  }),
};

const soundArchive: PopulationTest = {
  id: "sound-archive",
  asks: "Did sealing find nothing amiss: no object altered, foreign, overwritten, hidden or late by more than a day, and no id that two events claim?",
  populations: ["alarms"],
  unit: "objects",
  types: [],
  startPeriod: (tell) => ({
    finish({ seals }) {
      const known = new Set<string>();
      for (const { window, findings, conflicts } of seals) {
        const hour = window.from.slice(0, 13);
        for (const { kind, key } of findings) {
          // A seal looks back two days, and says again what is still so.
          if (known.has(`${kind} ${key}`)) continue;
          known.add(`${kind} ${key}`);
          tell({ what: `${kind}: ${key}`, hour });
        }
        for (const { id, sealedIn } of conflicts) {
          tell({ what: `two events claim the id ${id}; the one sealed in ${sealedIn} counts`, hour, eventId: id });
        }
      }
      return { examined: seals.reduce((sum, { objects }) => sum + objects.length, 0) };
    },
  }),
};

const joinedToAccessLog: PopulationTest = {
  id: "joined-to-access-log",
  asks: "Has each request that reached the sign-in function, by the API's own access log, the one event that it owes; and has each event its line?",
  populations: ["logins", "failures", "operations"],
  unit: "lines",
  types: [],
  startPeriod: (tell) => ({
    async finish({ accessLog }) {
      if (!accessLog) return { notRun: "no hour of the period was held against the access log, and none was given" };
      await accessLog.tellUnmatched(tell);
      return { examined: accessLog.result.owed };
    },
  }),
};

const signsOfLife: PopulationTest = {
  id: "signs-of-life",
  asks: "Did a heartbeat come through the whole pipeline in every hour, so that an hour without logins is known to be one?",
  populations: ["operations"],
  unit: "hours",
  types: [],
  startPeriod: (tell) => ({
    finish({ coverage }) {
      for (const { hour, heartbeats, events } of coverage) {
        if (heartbeats > 0) continue;
        const note =
          events > 0 ? `${events} other events arrived in it` : "nothing arrived in it: it may have been an outage";
        tell({ what: "no heartbeat arrived in this hour", note, hour });
      }
      return { examined: coverage.length };
    },
  }),
};

export const cc21: Criterion = {
  id: "CC2.1",
  title: "Information is complete and accurate",
  claim:
    "Each attempt to sign in becomes one event before anybody is let in. Events are archived once, sealed by the hour and chained, so that none can be changed, removed or added later without it showing. This report was counted from those events, and from nothing else.",
  limits:
    "Between an event and its seal, an hour and ten minutes at most, who controls the account could leave one out; a gap in the numbers would show it. That the access log itself is whole rests on AWS.",
  tests: [everyHourSealed, everyEventRead, countsAgree, noGaps, soundArchive, joinedToAccessLog, signsOfLife],
};
