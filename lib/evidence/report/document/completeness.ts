/** The statement on completeness: what was asked of which hours, by which code, and what the answer reaches. */
import type { Coverage, Report } from "../report.ts";
import type { Block, Cell } from "./block.ts";
import { counted, hourText, instantText, number } from "./words.ts";

const byStatus = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([status, count]) => `${status}: ${number(count)}`)
    .join(", ") || "none";

function accessLog({ completeness: { accessLog: log } }: Report): readonly Block[] {
  if (!log) {
    const text =
      "No hour was held against the API's access log, and none was given: no request was held against its event.";
    return [{ kind: "text", text }];
  }
  const { hours } = log;
  return [
    { kind: "heading", level: 3, text: "Held against the API's own access log", id: "access-log" },
    {
      kind: "facts",
      facts: [
        ["Log", log.sha256 === null ? log.source : `${log.source}, SHA-256 ${log.sha256}`],
        ...(hours === null
          ? []
          : [
              [
                "Hours",
                `${number(hours.joined)} of ${number(hours.asked)} were held against it when they were sealed`,
              ] as const,
            ]),
        ["Lines", `${number(log.lines)}, of which ${number(log.unreadable)} could not be read`],
        ["Owe one event each", `${number(log.owed)}; joined to their event: ${number(log.joined)}`],
        ["Without an event, by status", byStatus(log.unmatched)],
        ["Attempts that aggregated events stand for", number(log.aggregated)],
        ["Refused before the function, by status", byStatus(log.refusedBefore)],
        ["Events that name a request which is not in the log", number(log.eventsWithoutLine)],
      ],
    },
  ];
}

function gaps({ completeness: { gaps: all, gapCount, producers } }: Report): readonly Block[] {
  if (gapCount === 0) {
    return [
      {
        kind: "text",
        text: `Each process numbers its events: of ${counted(producers, "process", "processes")}, no number is missing.`,
      },
    ];
  }
  const rows = all.map(({ producer, first, last, filledIn }): readonly Cell[] => [
    producer,
    first === last ? number(first) : `${number(first)} to ${number(last)}`,
    filledIn === null ? { text: "no seal has them", tone: "bad" } : `sealed later, in ${hourText(filledIn)}`,
  ]);
  const columns = [
    { label: "Process", share: 50 },
    { label: "Numbers", share: 25 },
    { label: "What became of them", share: 25 },
  ];
  const rest: Block = {
    kind: "text",
    text: `${counted(gapCount - all.length, "more gap")} were counted, and are not listed.`,
  };
  return [
    {
      kind: "table",
      table: { caption: `Gaps in the numbers of ${counted(producers, "process", "processes")}`, columns, rows },
    },
    ...(gapCount > all.length ? [rest] : []),
  ];
}

/** Whether an hour is one to look at. */
const isConspicuous = ({ events, read, conflicts, findings, heartbeats }: Coverage): boolean =>
  events !== read || conflicts > 0 || findings > 0 || heartbeats === 0;

const add = (
  hours: readonly Coverage[],
  key: "events" | "read" | "objects" | "repeats" | "conflicts" | "findings",
): string => number(hours.reduce((total, hour) => total + hour[key], 0));

function coverage({ coverage: hours }: Report): readonly Block[] {
  const days = new Map<string, Coverage[]>();
  for (const each of hours) {
    const day = each.hour.slice(0, 10);
    const own = days.get(day) ?? [];
    own.push(each);
    days.set(day, own);
  }
  const isNumber = true;
  const numbers = ["Sealed events", "Read", "Objects", "Repeats", "Conflicts", "Findings"];
  const conspicuous = hours.filter(isConspicuous);
  const seen: Block =
    conspicuous.length === 0
      ? {
          kind: "text",
          text: "Every hour was read as it was sealed, without findings, and a heartbeat came through in each.",
        }
      : {
          kind: "table",
          table: {
            caption:
              "Hours to look at: not all was read, a conflict, a finding, or no heartbeat (which may have been an outage)",
            columns: [
              { label: "Hour (UTC)", share: 16 },
              { label: "Sealed at", share: 21 },
              ...["Events", "Read", "Conflicts", "Findings", "Heartbeats"].map((label) => ({
                label,
                share: 12,
                isNumber,
              })),
            ],
            rows: conspicuous.map(({ hour, sealedAt, events, read, conflicts, findings, heartbeats }) => [
              hourText(hour),
              instantText(sealedAt),
              ...[events, read, conflicts, findings, heartbeats].map(number),
            ]),
          },
        };
  return [
    { kind: "heading", level: 2, text: "Coverage by hour of arrival", id: "coverage" },
    {
      kind: "text",
      text: "Summed up by day; report.json has each hour with the hash of its seal, and the seals themselves lie in the package.",
    },
    {
      kind: "table",
      table: {
        caption: "Coverage by day",
        columns: [
          { label: "Day (UTC)", share: 16 },
          { label: "Hours", share: 10, isNumber },
          { label: "With a heartbeat", share: 14, isNumber },
          ...numbers.map((label) => ({ label, share: 12, isNumber })),
        ],
        rows: [...days].map(([day, own]) => [
          day,
          number(own.length),
          number(own.filter(({ heartbeats }) => heartbeats > 0).length),
          ...(["events", "read", "objects", "repeats", "conflicts", "findings"] as const).map((key) => add(own, key)),
        ]),
      },
    },
    seen,
  ];
}

export function completeness(report: Report): readonly Block[] {
  const { query, parameters, codeVersion, sealedBy, seals, head, events } = report.completeness;
  const { people } = parameters;
  const same = events.sealed === events.read && events.read === events.inPopulations;
  return [
    { kind: "heading", level: 2, text: "Statement on completeness", id: "completeness", onNewPage: true },
    {
      kind: "facts",
      facts: [
        ["Query", query],
        [
          "Parameters",
          `framework ${parameters.framework}; sample ${parameters.sampleSize}; seed ${parameters.seed}; names ${parameters.names}`,
        ],
        [
          "Joiners and leavers",
          people
            ? `${number(people.rows)} rows, ${number(people.matched)} met; SHA-256 ${people.sha256}`
            : "no list was given",
        ],
        ["Reported by", codeVersion],
        ["Sealed by", sealedBy.join(", ")],
        ["Seals", `${number(seals.count)}, from ${seals.first} to ${seals.last}`],
        ["Last seal", `${hourText(seals.lastHour)}, sealed ${instantText(seals.lastSealedAt)}`],
        [
          "Leads to the head",
          `${hourText(head.hour)}, ${number(head.size)} seals, hash ${head.hash}, root ${head.root}`,
        ],
        [
          "Events",
          {
            text: `${number(events.sealed)} sealed, ${number(events.read)} read ${report.basis === "events" ? "again" : "when their days were examined"}, ${number(events.inPopulations)} in the populations${same ? ": the same number" : ": NOT the same number"}`,
            tone: same ? "good" : "bad",
          },
        ],
      ],
    },
    ...gaps(report),
    ...accessLog(report),
    ...coverage(report),
  ];
}
