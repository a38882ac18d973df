/** CC6.6: what comes from outside is refused at the door. */
import {
  at,
  type Criterion,
  eachOf,
  type HourExamination,
  isOf,
  type PopulationTest,
  type Tell,
} from "../criterion.ts";
import type { SeenEvent } from "../sealed-events.ts";

/** Reasons that an honest provider and an honest browser do not give. */
const HOSTILE = [
  "signature-missing",
  "signature-invalid",
  "signature-structure",
  "untrusted-certificate",
  "readings-disagree",
  "replay",
  "doctype",
  "comment",
  "processing-instruction",
  "browser-mismatch",
] as const;

const PER_HOUR = 20;

/** More logins of one address than these in one hour are a company's: the first ones are enough to ask about. */
const NAMED_LOGINS = 10;

class HostileAddresses implements HourExamination {
  readonly #tell: Tell;
  readonly #hostile = new Map<string, number>();
  readonly #logins = new Map<string, string[]>();
  #hour = "";

  constructor(tell: Tell) {
    this.#tell = tell;
  }
  see({ event, hour }: SeenEvent): void {
    this.#hour = hour;
    if (isOf(event, "Login Failed")) {
      const { client, count, reason } = event.data;
      if (!client?.ip || !(HOSTILE as readonly string[]).includes(reason)) return;
      this.#hostile.set(client.ip, (this.#hostile.get(client.ip) ?? 0) + count);
    } else if (isOf(event, "Login Succeeded") && event.data.client.ip !== null) {
      const known = this.#logins.get(event.data.client.ip);
      if (!known) this.#logins.set(event.data.client.ip, [event.metadata.id]);
      else if (known.length < NAMED_LOGINS) known.push(event.metadata.id);
    }
  }
  left(): undefined {
    for (const [address, count] of this.#hostile) {
      if (count < PER_HOUR) continue;
      for (const eventId of this.#logins.get(address) ?? []) {
        const what = `${count} hostile attempts came from the address ${address} in the hour of this login`;
        const note = "ask the person whether it was them; an address may be a whole company's";
        this.#tell({ what, note, hour: this.#hour, eventId });
      }
    }
  }
}

const attackThatGotIn: PopulationTest = {
  id: "no-login-after-an-attack",
  asks: `Did no address sign in within an hour in which ${PER_HOUR} or more hostile attempts came from it?`,
  parameters: { hostileReasons: HOSTILE, attemptsAnHour: PER_HOUR },
  populations: ["failures", "logins"],
  types: ["Login Failed", "Login Succeeded"],
  startHour: (tell) => new HostileAddresses(tell),
};

const readingsAgree: PopulationTest = {
  id: "readings-agree",
  asks: "Did the two readings never find different bytes under a signature that verified? Each such attempt was refused, and deserves a look.",
  populations: ["failures"],
  ...eachOf("Login Failed", ({ reason, count }) =>
    reason === "readings-disagree"
      ? {
          what: `${count} attempts were refused because the readings disagree`,
          note: "refused; keep the message and look at it",
        }
      : null,
  ),
};

class AttemptsInHour implements HourExamination {
  readonly #tell: Tell;
  readonly #failed = new Set<string>();
  readonly #admitted = new Set<string>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }
  see(sealed: SeenEvent): void {
    const { event } = sealed;
    const { attemptId } = event.metadata;
    const isFailure = isOf(event, "Login Failed");
    (isFailure ? this.#failed : this.#admitted).add(attemptId);
    if (!(isFailure ? this.#admitted : this.#failed).has(attemptId)) return;
    this.#tell({ ...at(sealed), what: `the attempt ${attemptId} was refused and let in` });
  }
}

const refusedBeforeLogin: PopulationTest = {
  id: "refused-without-an-effect",
  asks: "Did each refused attempt end before a session: is there no session that a refused attempt began?",
  populations: ["failures", "logins"],
  types: ["Login Failed", "Login Succeeded"],
  startHour: (tell) => new AttemptsInHour(tell),
};

export const cc66: Criterion = {
  id: "CC6.6",
  title: "Threats from outside are kept out",
  claim:
    "What is malformed, unsigned, signed by a stranger, replayed or meant for another browser is refused before a session begins, and counted by reason, provider and address. Floods are aggregated with their number, not dropped.",
  limits:
    "What AWS refuses before the function (too large, too many) is in the access log only. Addresses are pseudonyms here, and many people may share one.",
  tests: [attackThatGotIn, readingsAgree, refusedBeforeLogin],
};
