/** What a report does not say, so that nobody takes its silence for an answer. */
import type { ReportOrder } from "./build-report.ts";
import type { People } from "./criterion.ts";
import type { Report, Section } from "./report.ts";

type NotCovered = Report["notCovered"];

const ALWAYS: NotCovered = [
  {
    what: "How people authenticated at their identity provider",
    why: "Only what the provider stated is known here (authn_context in the logins).",
  },
  {
    what: "What people did in the application, or with the roles they were lent",
    why: "samltrail ends at the session and at the credentials; CloudTrail and the application have the rest.",
  },
  {
    what: "Events that arrived after the period's last hour, though they occurred in it",
    why: "A period is its hours of arrival: such events stand in the next report.",
  },
  {
    what: "Hours of arrival outside the period",
    why: "They were not asked for.",
  },
];

const SHOWN = 20;

/** Of the access review, what no sealed event tells. */
function unknownOwners({ ownerless, before }: Report["accessReview"]): NotCovered {
  const owners = {
    what: `Owners of ${ownerless} of the mappings in access-review.csv`,
    why: "No sealed event says whose they are: they were made before the chain began, or what said so is gone.",
  };
  const unread = {
    what: `What ${before?.unread ?? 0} hours or objects before the period say of mappings`,
    why: "They could not be read: owners and states in access-review.csv may be older than they seem.",
  };
  return [...(ownerless > 0 ? [owners] : []), ...(before && before.unread > 0 ? [unread] : [])];
}

export function notCovered(
  order: ReportOrder,
  sections: readonly Section[],
  people: People | null,
  review: Report["accessReview"],
): NotCovered {
  const notRun = sections.flatMap(({ criterion, tests }) =>
    tests.flatMap(({ id, notRun: why }) =>
      why === null ? [] : [{ what: `${criterion}: ${id}`, why: `Not run: ${why}.` }],
    ),
  );
  const unmatched = people && people.unusable === null ? people.unmatched() : [];
  const names = order.names
    ? []
    : [
        {
          what: "Names of persons",
          why: "They were left out: persons are pseudonyms, and the identities table leads back to them.",
        },
      ];
  const strangers =
    unmatched.length === 0
      ? []
      : [
          {
            what: `${unmatched.length} people of the list of joiners and leavers`,
            why: `Nobody of that name signed in within the period, or is known under another name: ${unmatched.slice(0, SHOWN).join(", ")}${unmatched.length > SHOWN ? " …" : ""}`,
          },
        ];
  const events =
    order.basis === "events"
      ? []
      : [
          {
            what: "Reading the events again",
            why: "Each day's events were read once, when its last hour was sealed, and what came of it was written down; this report joins that. A report made from events reads them again, and comes to the same.",
          },
        ];
  return [...events, ...notRun, ...names, ...strangers, ...unknownOwners(review), ...ALWAYS];
}
