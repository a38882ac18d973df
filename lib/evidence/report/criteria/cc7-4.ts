/** CC7.4: what was found is answered. */
import { type Criterion, fewEvents, isOf, joined, type PopulationTest } from "../criterion.ts";

const revocations: PopulationTest = {
  id: "revocations-complete",
  asks: "Did each revocation reach every role that it was to reach, at the first try or by another?",
  populations: ["credentials"],
  types: ["Credentials Revoked"],
  ...fewEvents(
    () => true,
    (tell) => {
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
  ),
};

type TokenUse = readonly [tokenId: string, kind: "ended" | "used", at: string, eventId: string];

const revokedStaysOut: PopulationTest = {
  id: "revoked-gets-nothing",
  asks: "Did a program whose token was revoked get no more credentials afterwards?",
  populations: ["credentials"],
  types: ["Credentials Revoked", "Agent Token Ended", "Role Credentials Issued"],
  ...joined<readonly TokenUse[]>({
    hour() {
      const uses: TokenUse[] = [];
      return {
        see({ event }) {
          const { occurredAt, id } = event.metadata;
          if (isOf(event, "Agent Token Ended")) uses.push([event.data.tokenId, "ended", event.data.endedAt, id]);
          else if (isOf(event, "Credentials Revoked") && event.data.tokenId !== null) {
            uses.push([event.data.tokenId, "ended", occurredAt, id]);
          } else if (isOf(event, "Role Credentials Issued") && event.data.agent) {
            uses.push([event.data.agent.tokenId, "used", occurredAt, id]);
          }
        },
        left: () => (uses.length > 0 ? uses : null),
      };
    },
    period(tell) {
      const ended = new Map<string, string>();
      return {
        join(uses, hour) {
          for (const [tokenId, kind, at, eventId] of uses) {
            const since = ended.get(tokenId);
            if (kind === "ended") ended.set(tokenId, at);
            else if (since !== undefined && at > since)
              tell({ what: `the token ${tokenId} had ended at ${since}`, eventId, hour });
          }
        },
      };
    },
  }),
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
