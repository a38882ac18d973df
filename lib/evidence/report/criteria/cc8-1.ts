/** CC8.1: what guards the evidence, and whom samltrail trusts, is changed on purpose. */
import { at, type Criterion, eachOf, fewEvents, isOf, type PopulationTest } from "../criterion.ts";

const byDeployment: PopulationTest = {
  id: "guards-changed-by-deployment",
  asks: "Was every change of rules, queues, buckets, keys, alarms, functions and configuration made by a deployment?",
  populations: ["guard-changes"],
  ...eachOf("Guard Changed", ({ byDeployment: deployed, refused, guard, resource, action, by }) => {
    if (deployed) return null;
    const what = `${action} on the ${guard} ${resource} by ${by.principal}`;
    if (refused === null) return { what, note: "ask who that was, and why it went around the deployment" };
    return {
      what,
      state: "explained" as const,
      note: `AWS refused it (${refused}): nothing was changed, but somebody tried`,
    };
  }),
};

const trustConfirmed: PopulationTest = {
  id: "trust-changed-on-purpose",
  asks: "Was every change of an identity provider's metadata applied, or refused for good, and each that widens trust confirmed by somebody?",
  populations: ["guard-changes"],
  types: ["Identity Provider Metadata Changed"],
  ...fewEvents(
    () => true,
    (tell) => {
      const waiting = new Map<string, { readonly what: string; readonly eventId: string; readonly hour: string }>();
      const settled = new Set<string>();
      return {
        see(sealed) {
          if (!isOf(sealed.event, "Identity Provider Metadata Changed")) return;
          const { identityProviderId, outcome, changes, documentHash, problem } = sealed.event.data;
          const key = `${identityProviderId} ${documentHash.after}`;
          const what = `${identityProviderId}: ${changes.join(", ")}: ${outcome}${problem ? ` (${problem})` : ""}`;
          if (outcome === "applied") settled.add(key);
          else waiting.set(key, { what, eventId: sealed.event.metadata.id, hour: sealed.hour });
        },
        finish() {
          for (const [key, each] of waiting) {
            const isClosed = settled.has(key);
            tell({ ...each, state: isClosed ? "closed" : "open", note: isClosed ? "applied since" : null });
          }
          return undefined;
        },
      };
    },
  ),
};

const accounted: PopulationTest = {
  id: "exports-erasures-and-holds-accounted-for",
  asks: "Names every export, erasure and legal hold who asked for it, and every erasure and hold why?",
  populations: ["exports", "erasures", "guard-changes"],
  types: ["Evidence Exported", "Person Erased", "Legal Hold Changed"],
  each(sealed, tell) {
    const { event } = sealed;
    if (isOf(event, "Evidence Exported") && event.data.by.trim() === "") tell({ ...at(sealed), what: "by is empty" });
    if (!isOf(event, "Person Erased") && !isOf(event, "Legal Hold Changed")) return;
    const missing = (["by", "why"] as const).filter((name) => event.data[name].trim() === "");
    if (missing.length > 0) tell({ ...at(sealed), what: `${missing.join(" and ")} is empty` });
  },
};

/** As infra/code-version.ts states it: not `-dirty`, not `unknown`, and nothing else that somebody made up. */
const COMMITTED = /^[^+]+\+[0-9a-f]+$/;

const oneVersion: PopulationTest = {
  id: "code-was-committed",
  asks: "Was every hour sealed by code that a commit names, with nothing uncommitted in it?",
  populations: ["operations"],
  unit: "hours",
  types: [],
  startPeriod: (tell) => ({
    finish({ seals }) {
      for (const { codeVersion, window } of seals) {
        if (!COMMITTED.test(codeVersion)) {
          tell({ what: `sealed by ${codeVersion}, which no commit names`, hour: window.from.slice(0, 13) });
        }
      }
      return { examined: seals.length };
    },
  }),
};

export const cc81: Criterion = {
  id: "CC8.1",
  title: "Changes are authorized and recorded",
  claim:
    "What stands guard over the evidence is changed by deployments of reviewed code. Every change of it, by whomever, every change of an identity provider's metadata, every export, erasure and hold is an event in a population of its own.",
  limits:
    "That a deployment was reviewed and tested is in the version control's and the pipeline's records; seals name the commit.",
  tests: [byDeployment, trustConfirmed, accounted, oneVersion],
};
