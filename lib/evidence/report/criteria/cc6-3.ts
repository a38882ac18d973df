/** CC6.3: roles are given, changed and taken away on purpose. */
import {
  at,
  type Criterion,
  fewEvents,
  type HourExamination,
  isOf,
  joined,
  type PopulationTest,
} from "../criterion.ts";
import type { SeenEvent } from "../sealed-events.ts";

const all = () => true;

const accounted: PopulationTest = {
  id: "mapping-changes-accounted-for",
  asks: "Names each change of a role mapping who made it and why?",
  populations: ["mapping-changes"],
  types: ["Role Mapping Provisioned", "Role Mapping Restored"],
  each(sealed, tell) {
    const { event } = sealed;
    if (!isOf(event, "Role Mapping Provisioned") && !isOf(event, "Role Mapping Restored")) return;
    const missing = (["by", "why"] as const).filter((name) => event.data[name].trim() === "");
    if (missing.length > 0)
      tell({ ...at(sealed), what: `${event.data.mapping.id}: ${missing.join(" and ")} is empty` });
  },
};

type Change = [
  kind: "pruned" | "granted" | "lifted",
  mapping: string,
  at: string,
  eventId: string,
  /** Grants that this one, the last, stands for. */
  times: number,
];
const [AT, EVENT_ID, TIMES] = [2, 3, 4] as const;

/** Of a mapping that nobody changed in the hour its last grant is enough; of any other, everything in its order. */
class GrantsAndChanges implements HourExamination<readonly Change[]> {
  readonly #changes: Change[] = [];
  readonly #changed = new Set<string>();

  #add(kind: Change[0], mapping: string, at: string, eventId: string): void {
    this.#changes.push([kind, mapping, at, eventId, 1]);
    if (kind !== "granted") this.#changed.add(mapping);
  }
  see({ event }: SeenEvent): void {
    const { occurredAt, id } = event.metadata;
    if (isOf(event, "Roles Mapped")) {
      for (const { mappingId } of event.data.granted) this.#add("granted", mappingId, occurredAt, id);
    } else if (isOf(event, "Role Mapping Pruned")) {
      this.#add("pruned", event.data.mapping.id, event.data.prunedAt, id);
    } else if (isOf(event, "Role Mapping Restored") || isOf(event, "Role Mapping Provisioned")) {
      this.#add("lifted", event.data.mapping.id, occurredAt, id);
    }
  }
  left(): readonly Change[] | null {
    const last = new Map<string, Change>();
    const whole: Change[] = [];
    for (const change of this.#changes) {
      const [, mapping, at, eventId, times] = change;
      const known = last.get(mapping);
      if (this.#changed.has(mapping)) whole.push(change);
      else if (!known) last.set(mapping, change);
      else {
        known[TIMES] += times;
        if (at > known[AT]) [known[AT], known[EVENT_ID]] = [at, eventId];
      }
    }
    return this.#changes.length > 0 ? [...whole, ...last.values()] : null;
  }
}

const prunedNotGranted: PopulationTest = {
  id: "pruned-grants-nothing",
  asks: "Was a mapping that had been pruned never granted afterwards, until it was restored?",
  populations: ["prunes", "grants"],
  types: ["Role Mapping Pruned", "Role Mapping Restored", "Role Mapping Provisioned", "Roles Mapped"],
  ...joined<readonly Change[]>({
    hour: () => new GrantsAndChanges(),
    period(tell) {
      const pruned = new Map<string, { readonly at: string; readonly eventId: string }>();
      /** Events arrive in no order: the last grant of each mapping is held against a prune that arrives after it. */
      const granted = new Map<string, { readonly at: string; readonly eventId: string; readonly hour: string }>();
      return {
        join(changes, hour) {
          for (const [kind, mapping, at, eventId, times] of changes) {
            if (kind === "lifted") pruned.delete(mapping);
            else if (kind === "pruned") pruned.set(mapping, { at, eventId });
            else if (at > (granted.get(mapping)?.at ?? "")) granted.set(mapping, { at, eventId, hour });
            const [since, last] = [
              pruned.get(mapping),
              kind === "pruned" ? granted.get(mapping) : { at, eventId, hour },
            ];
            if (kind === "lifted" || !since || !last || last.at <= since.at) continue;
            const often = times > 1 ? `, the last of ${times} in this hour,` : "";
            const what = `${mapping} was granted${often} after it had been pruned at ${since.at} (${since.eventId})`;
            tell({ what, eventId: last.eventId, hour: last.hour });
          }
        },
      };
    },
  }),
};

const marksFollowed: PopulationTest = {
  id: "marks-followed-up",
  asks: "Was every mapping that was marked as unused, and whose time to wait ended in the period, pruned, unmarked, restored, changed, or held back with a reason?",
  populations: ["prunes", "mapping-changes"],
  types: [
    "Role Mapping Marked Stale",
    "Role Mapping Unmarked",
    "Role Mapping Pruned",
    "Role Mapping Restored",
    "Role Mapping Provisioned",
    "Role Mapping Pruning Refused",
  ],
  ...fewEvents(all, (tell) => {
    const marked = new Map<string, { readonly pruneAfter: string; readonly eventId: string; readonly hour: string }>();
    let heldBack = "";
    return {
      see(sealed) {
        const { event, hour } = sealed;
        if (isOf(event, "Role Mapping Marked Stale")) {
          marked.set(event.data.mapping.id, { pruneAfter: event.data.pruneAfter, eventId: event.metadata.id, hour });
        } else if (isOf(event, "Role Mapping Pruning Refused")) {
          if (event.data.mapping) marked.delete(event.data.mapping.id);
          else heldBack = `${event.data.reason}: ${event.data.detail}`;
        } else if (
          isOf(event, "Role Mapping Unmarked") ||
          isOf(event, "Role Mapping Pruned") ||
          isOf(event, "Role Mapping Restored") ||
          isOf(event, "Role Mapping Provisioned")
        ) {
          marked.delete(event.data.mapping.id);
        }
      },
      finish({ seals }) {
        const end = seals.at(-1)?.window.to ?? "";
        for (const [mapping, { pruneAfter, eventId, hour }] of marked) {
          if (pruneAfter >= end) continue;
          const what = `${mapping} was to be pruned after ${pruneAfter}, and nothing followed`;
          const explained = heldBack === "" ? null : `runs of pruning were held back in the period: ${heldBack}`;
          tell({ what, state: explained ? "explained" : "open", note: explained, eventId, hour });
        }
        return undefined;
      },
    };
  }),
};

const reviewed: PopulationTest = {
  id: "review-carried-out",
  asks: "Was what an access review decided to revoke taken away afterwards?",
  populations: ["reviews", "mapping-changes", "prunes"],
  unit: "decisions",
  types: ["Access Review Completed", "Role Mapping Provisioned", "Role Mapping Pruned", "Credentials Revoked"],
  ...fewEvents(all, (tell) => {
    const revoked = new Map<string, { readonly what: string; readonly eventId: string; readonly hour: string }>();
    const done = new Map<string, string>();
    let decisions = 0;
    return {
      see(sealed) {
        const { event, hour } = sealed;
        if (isOf(event, "Access Review Completed")) {
          for (const { mappingId, subject, decision, rationale } of event.data.decisions) {
            decisions += 1;
            if (decision !== "revoke") continue;
            const what = `${mappingId} for ${subject ?? "everybody"} was to be revoked: ${rationale}`;
            revoked.set(`${mappingId} ${subject ?? ""}`, { what, eventId: event.metadata.id, hour });
          }
        } else if (isOf(event, "Role Mapping Provisioned") && event.data.after.status !== "retired") {
          done.delete(`${event.data.mapping.id} `);
        } else if (isOf(event, "Role Mapping Provisioned") || isOf(event, "Role Mapping Pruned")) {
          done.set(`${event.data.mapping.id} `, `${event.metadata.type} of ${event.metadata.occurredAt}`);
        } else if (isOf(event, "Credentials Revoked")) {
          done.set(` ${event.data.subject}`, `${event.metadata.type} of ${event.metadata.occurredAt}`);
        }
      },
      finish() {
        for (const [key, { what, eventId, hour }] of revoked) {
          const [mapping = "", subject = ""] = key.split(" ");
          const how = done.get(`${mapping} `) ?? (subject === "" ? undefined : done.get(` ${subject}`));
          tell({ what, state: how ? "closed" : "open", note: how ?? null, eventId, hour });
        }
        return decisions === 0 ? { notRun: "no access review was read back in the period" } : { examined: decisions };
      },
    };
  }),
};

export const cc63: Criterion = {
  id: "CC6.3",
  title: "Roles follow need, and go when nobody uses them",
  claim:
    "A role is granted by a mapping that names its owner and purpose and is changed by pull request, with who and why on record. What nobody uses is marked, announced and pruned; owners review what is left by access-review.csv, and their decisions come back as events.",
  limits: "Whether a role's own permissions are no wider than its purpose is to be judged in IAM.",
  tests: [accounted, prunedNotGranted, marksFollowed, reviewed],
};
