/** CC6.2: access is given to people who are to have it, while they are to have it. */
import type { Hour } from "../../hours.ts";
import {
  at,
  type Criterion,
  type HourExamination,
  isOf,
  joined,
  type PopulationTest,
  type Tell,
} from "../criterion.ts";
import type { SeenEvent } from "../sealed-events.ts";

interface Half {
  readonly half: "login" | "roles";
  readonly hour: Hour;
  readonly eventId: string;
}

interface Attempt {
  readonly session: string;
  readonly attempt: string;
}

/** By session and attempt, what waits for its other half: the halves come together, so that few wait at an hour's end. */
type Waiting = (readonly [key: string, half: Half])[];

function meet(waiting: Map<string, Half>, key: string, half: Half): void {
  const other = waiting.get(key);
  if (other && other.half !== half.half) waiting.delete(key);
  else waiting.set(key, half);
}

class HalvesInHour implements HourExamination<Waiting> {
  readonly #tell: Tell;
  readonly #left = new Map<string, Half>();
  /** Nearly always the other half is the very next one: only what it does not meet waits in the map. */
  #last: (Half & Attempt) | null = null;

  constructor(tell: Tell) {
    this.#tell = tell;
  }
  #keep(next: (Half & Attempt) | null): void {
    if (this.#last) {
      const { session, attempt, half, hour, eventId } = this.#last;
      meet(this.#left, `${session} ${attempt}`, { half, hour, eventId });
    }
    this.#last = next;
  }
  see(sealed: SeenEvent): void {
    const { event, hour } = sealed;
    const isLogin = isOf(event, "Login Succeeded");
    if (!isLogin && !isOf(event, "Roles Mapped")) return;
    if (!isLogin && event.data.granted.length === 0) this.#tell({ ...at(sealed), what: "no mapping granted anything" });
    // The login that a session began with, and the roles of the same attempt.
    // As text at once: what cannot be made text is to be told of its own event.
    const session = `${isLogin ? event.data.session.id : event.data.sessionId}`;
    const [eventId, attempt] = [event.metadata.id, `${event.metadata.attemptId}`];
    const [half, last] = [isLogin ? "login" : "roles", this.#last] as const;
    const isOther = last !== null && last.half !== half && last.session === session && last.attempt === attempt;
    if (isOther && (this.#left.size === 0 || !this.#left.has(`${session} ${attempt}`))) this.#last = null;
    else this.#keep({ half, hour, eventId, session, attempt });
  }
  left(): Waiting | null {
    this.#keep(null);
    return this.#left.size > 0 ? [...this.#left] : null;
  }
}

const mappedBesideLogin: PopulationTest = {
  id: "login-has-a-grant",
  asks: "Stands beside each login the record of its roles, with at least one that a mapping granted; and beside each such record its login?",
  populations: ["logins", "grants"],
  types: ["Login Succeeded", "Roles Mapped"],
  ...joined<Waiting>({
    hour: (tell) => new HalvesInHour(tell),
    period(tell) {
      const left = new Map<string, Half>();
      return {
        join(waiting) {
          for (const [key, half] of waiting) meet(left, key, half);
        },
        finish({ seals }) {
          const [first, last] = [seals[0], seals.at(-1)].map((seal) => seal?.window.from.slice(0, 13));
          for (const { half, hour, eventId } of left.values()) {
            const what =
              half === "login"
                ? "no record of its roles arrived in the period"
                : "its login did not arrive in the period";
            const isEdge = hour === first || hour === last;
            const note = isEdge ? "at the period's edge: the other half may have arrived in the hour beyond it" : null;
            tell({ what, state: isEdge ? "explained" : "open", note, hour, eventId });
          }
          return undefined;
        },
      };
    },
  }),
};

const ownEnvironment: PopulationTest = {
  id: "own-environment",
  asks: "Did every grant stay within its own environment?",
  populations: ["grants"],
  types: ["Roles Mapped"],
  each(sealed, tell) {
    if (!isOf(sealed.event, "Roles Mapped")) return;
    const { metadata, data } = sealed.event;
    for (const { mappingId, environment } of data.granted) {
      if (environment === metadata.environment) continue;
      tell({ ...at(sealed), what: `${mappingId} is of ${environment}, and was granted in ${metadata.environment}` });
    }
  },
};

const leavers: PopulationTest = {
  id: "joiners-and-leavers",
  asks: "Did everybody on the list of joiners and leavers sign in and obtain credentials only between the days they joined and left?",
  populations: ["logins", "credentials"],
  types: ["Login Succeeded", "Role Credentials Issued"],
  each(sealed, tell, { people }) {
    const { event } = sealed;
    if (!people || (!isOf(event, "Login Succeeded") && !isOf(event, "Role Credentials Issued"))) return;
    const fault = people.fault(event.data.subject, event.metadata.occurredAt);
    if (fault !== null) tell({ ...at(sealed), what: `${event.metadata.type}: ${fault}` });
  },
  startPeriod: (_, { people }) => ({
    finish() {
      if (!people) return { notRun: "no list of joiners and leavers was given" };
      return people.unusable === null ? undefined : { notRun: people.unusable };
    },
  }),
};

export const cc62: Criterion = {
  id: "CC6.2",
  title: "Access is authorized before it is given, and ends with the need",
  claim:
    "Signing in gives nothing by itself: each login's roles are held against the mappings that owners asked for, and only what they name is granted. Who has left their company does not come in any more.",
  limits:
    "Who is hired and who leaves is known to the company's directory, not here: it shows by the list that is given, and not without.",
  tests: [mappedBesideLogin, ownEnvironment, leavers],
};
