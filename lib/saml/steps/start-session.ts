import type { Configuration } from "../../config/configuration.ts";
import { relayStateTarget } from "../../session/relay-state.ts";
import type { Session, SessionSealer } from "../../session/session.ts";
import { defineStep } from "../step.ts";
import type { Matched } from "./match-request.ts";

interface Needs extends Matched {
  readonly session: Session;
  readonly relayState: string | null;
  readonly configuration: Configuration;
}

export interface Started {
  /** The value of the session cookie. */
  readonly sealedSession: string;
  /** Where the browser goes: an allow-listed place. */
  readonly target: string;
}

/** Seals the session and chooses where it leads. What was asked for when the login began here wins over what the message brings. */
export const startSession = (sealer: SessionSealer) =>
  defineStep("start-session", async (known: Needs): Promise<Started> => {
    const { session, relayState, requestedRelayState, initiatedBy, configuration } = known;
    const wanted = initiatedBy === "service-provider" ? requestedRelayState : relayState;
    const { baseUrl } = configuration.serviceProvider;
    return {
      sealedSession: await sealer.seal(session),
      target: relayStateTarget(wanted, configuration.relayState, baseUrl),
    };
  });
