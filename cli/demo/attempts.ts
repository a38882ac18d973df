/** What the demo tries, and what must come of each. */
import type { Reason, StepName } from "../../lib/events/vocabulary.ts";
import {
  type Addresses,
  type Delivery,
  replay,
  startAtIdentityProvider,
  startAtServiceProvider,
  tamper,
} from "./sign-in.ts";

interface Success {
  readonly outcome: "succeeded";
  readonly initiatedBy: "identity-provider" | "service-provider";
  /** Where the browser is sent. */
  readonly leadsTo: string;
  /** Whom the start page then greets. */
  readonly name: string;
  /** Ids of mappings, sorted. */
  readonly granted: readonly string[];
  /** Why each other role was refused, sorted. */
  readonly refused: readonly string[];
}

interface Failure {
  readonly outcome: "failed";
  readonly step: StepName;
  readonly reason: Reason;
  /** The configured provider that the message names; unknown where it names none. */
  readonly identityProvider: "demo" | "unknown";
}

export type Expectation = Success | Failure;

export interface Attempt {
  readonly title: string;
  readonly expected: Expectation;
  /** @param earlier what the attempts before have posted, by their title */
  perform(addresses: Addresses, earlier: ReadonlyMap<string, Delivery>): Promise<Delivery>;
}

const ALICE = {
  outcome: "succeeded",
  name: "Alice Archer",
  granted: ["demo-administrator", "demo-auditor"],
  refused: [],
} as const;

function failure(step: StepName, reason: Reason, identityProvider: Failure["identityProvider"] = "demo"): Failure {
  return { outcome: "failed", step, reason, identityProvider };
}

const STARTED_ELSEWHERE = "login started by the identity provider";

export const ATTEMPTS: readonly Attempt[] = [
  {
    title: STARTED_ELSEWHERE,
    expected: { ...ALICE, initiatedBy: "identity-provider", leadsTo: "/" },
    perform: (addresses) => startAtIdentityProvider(addresses, "alice"),
  },
  {
    title: "login started by the service provider",
    expected: { ...ALICE, initiatedBy: "service-provider", leadsTo: "/reports/quarterly" },
    perform: (addresses) => startAtServiceProvider(addresses, "alice", "/reports/quarterly"),
  },
  {
    title: "one role mapped, one of another environment, one unmapped",
    expected: {
      outcome: "succeeded",
      initiatedBy: "identity-provider",
      leadsTo: "/",
      name: "Bob Baker",
      granted: ["demo-developer"],
      refused: ["no-mapping", "other-environment"],
    },
    perform: (addresses) => startAtIdentityProvider(addresses, "bob"),
  },
  {
    title: "replay of the first response",
    expected: failure("record-login", "replay"),
    async perform(addresses, earlier) {
      const first = earlier.get(STARTED_ELSEWHERE);
      if (!first) throw new Error("there is no response to replay");
      return replay(first, addresses);
    },
  },
  {
    title: "expired",
    expected: failure("check-subject-confirmation", "expired"),
    perform: (addresses) => startAtIdentityProvider(addresses, "alice", { misbehave: "expired" }),
  },
  {
    title: "tampered: a role changed under the signature",
    expected: failure("verify-with-libxml2", "signature-invalid"),
    perform: (addresses) => startAtIdentityProvider(addresses, "bob", { change: tamper }),
  },
  {
    title: "addressed to another recipient",
    expected: failure("check-subject-confirmation", "recipient"),
    perform: (addresses) => startAtIdentityProvider(addresses, "alice", { misbehave: "wrong-recipient" }),
  },
  {
    title: "unknown issuer",
    expected: failure("select-identity-provider", "issuer", "unknown"),
    perform: (addresses) => startAtIdentityProvider(addresses, "alice", { misbehave: "unknown-issuer" }),
  },
  {
    title: "a person with no mapped role",
    expected: failure("resolve-roles", "no-role"),
    perform: (addresses) => startAtIdentityProvider(addresses, "carol"),
  },
];
