/** CC7.4: what was found is answered. */
import { type Criterion, isOf, type PopulationTest } from "../criterion.ts";

const revocations: PopulationTest = {
  id: "revocations-complete",
  asks: "Did each revocation reach every role that it was to reach, at the first try or by another?",
  populations: ["credentials"],
  types: ["Credentials Revoked"],
  start(tell) {
    interface Failed {
      readonly at: string;
      readonly what: string;
      readonly eventId: string;
      readonly hour: string;
    }
    /** Subject and role > the revocation that did not reach it. */
    const failed = new Map<string, Failed>();
    const reached = new Map<string, string>();
    return {
      see({ event, hour }) {
        if (!isOf(event, "Credentials Revoked")) return;
        const { metadata, data } = event;
        for (const { iamRole, outcome, code } of data.roles) {
          const key = `${data.subject} ${iamRole}`;
          const what = `the deny for ${data.subject} could not be put on ${iamRole} (${code ?? "no code"})`;
          if (outcome === "failed") failed.set(key, { at: metadata.occurredAt, what, eventId: metadata.id, hour });
          else if (metadata.occurredAt > (reached.get(key) ?? "")) reached.set(key, metadata.occurredAt);
        }
      },
      finish() {
        for (const [key, { at, ...each }] of failed) {
          const since = reached.get(key) ?? "";
          const isClosed = since > at;
          tell({ ...each, state: isClosed ? "closed" : "open", note: isClosed ? `reached at ${since}` : null });
        }
        return undefined;
      },
    };
  },
};

const revokedStaysOut: PopulationTest = {
  id: "revoked-gets-nothing",
  asks: "Did a program whose token was revoked get no more credentials afterwards?",
  populations: ["credentials"],
  types: ["Credentials Revoked", "Agent Token Ended", "Role Credentials Issued"],
  start(tell) {
    const ended = new Map<string, string>();
    return {
      see({ event, hour }) {
        if (isOf(event, "Agent Token Ended")) ended.set(event.data.tokenId, event.data.endedAt);
        else if (isOf(event, "Credentials Revoked") && event.data.tokenId !== null) {
          ended.set(event.data.tokenId, event.metadata.occurredAt);
        } else if (isOf(event, "Role Credentials Issued") && event.data.agent) {
          const { tokenId } = event.data.agent;
          const since = ended.get(tokenId);
          if (since === undefined || event.metadata.occurredAt <= since) return;
          tell({ what: `the token ${tokenId} had ended at ${since}`, eventId: event.metadata.id, hour });
        }
      },
    };
  },
};

export const cc74: Criterion = {
  id: "CC7.4",
  title: "Incidents are responded to",
  claim:
    "What a person or a program holds is ended by one command: no more is issued, what was issued is denied on each role, and the record says which roles were reached.",
  limits:
    "Who decided it, and how long after the incident, is in the incident's own record; the event names who ran it and why.",
  tests: [revocations, revokedStaysOut],
};
