/** CC7.2: what is out of the ordinary is noticed. */
import { type Day, dayOf } from "../../hours.ts";
import { at, type Criterion, fewEvents, isOf, type PopulationTest } from "../criterion.ts";

const assumptionsMatched: PopulationTest = {
  id: "assumptions-matched",
  asks: "Does what CloudTrail saw of lent roles agree with the credentials that were issued?",
  populations: ["alarms", "credentials"],
  types: ["Role Assumption Unmatched", "Role Credentials Issued"],
  ...fewEvents(
    (event) => isOf(event, "Role Assumption Unmatched"),
    (tell) => {
      /** What was late, by the credentials' event: a final word on them closes it. */
      const late = new Map<string, { readonly what: string; readonly hour: string; readonly eventId: string }>();
      return {
        see(sealed) {
          if (!isOf(sealed.event, "Role Assumption Unmatched")) return;
          const { direction, stage, iamRole, issued, detail } = sealed.event.data;
          const what = `${direction}, ${stage}: ${iamRole}: ${detail}`;
          if (stage === "late" && issued)
            late.set(issued.eventId, { ...at(sealed), what } as { what: string; hour: string; eventId: string });
          else {
            if (issued) late.delete(issued.eventId);
            tell({ ...at(sealed), what });
          }
        },
        finish() {
          const note =
            "CloudTrail was late with it, and no final word followed in the period: it spoke in the end, or the day is not over";
          for (const each of late.values()) tell({ ...each, state: "explained", note });
          return undefined;
        },
      };
    },
  ),
};

const archiveGuarded: PopulationTest = {
  id: "archive-searched",
  asks: "Was the archive searched for second versions and delete markers on each day, did the searches find none, and could every day be listed?",
  populations: ["alarms"],
  types: ["Archive Checked"],
  ...fewEvents(
    () => true,
    (tell) => {
      const known = new Set<string>();
      const searched = new Set<Day>();
      return {
        see(sealed) {
          if (!isOf(sealed.event, "Archive Checked")) return;
          searched.add(dayOf(sealed.hour));
          const { findings, unreadableDays } = sealed.event.data;
          for (const { kind, key } of findings.named) {
            if (known.has(`${kind} ${key}`)) continue;
            known.add(`${kind} ${key}`);
            tell({ ...at(sealed), what: `${kind}: ${key}` });
          }
          if (unreadableDays > 0) tell({ ...at(sealed), what: `${unreadableDays} days could not be listed` });
        },
        finish({ coverage }) {
          const hours = new Map<Day, number>();
          for (const { hour } of coverage) hours.set(dayOf(hour), (hours.get(dayOf(hour)) ?? 0) + 1);
          for (const [day, count] of hours) {
            if (count < 24 || searched.has(day)) continue;
            tell({ what: `no search of the archive is recorded for ${day}`, hour: `${day}T23` });
          }
          return undefined;
        },
      };
    },
  ),
};

const certificates: PopulationTest = {
  id: "certificates-in-time",
  asks: "Was every certificate whose end was announced replaced before it came?",
  populations: ["alarms"],
  types: ["Certificate Expiring"],
  ...fewEvents(
    () => true,
    (tell) => {
      interface Said {
        readonly what: string;
        readonly replaced: boolean;
        readonly hour: string;
        readonly eventId: string;
      }
      const said = new Map<string, Said>();
      return {
        see(sealed) {
          if (!isOf(sealed.event, "Certificate Expiring")) return;
          const { fingerprint, use, owner, identityProviderId, notAfter, replaced } = sealed.event.data;
          const what = `the ${use} certificate ${fingerprint.slice(0, 16)}… of ${identityProviderId ?? owner} ends at ${notAfter}`;
          said.set(`${fingerprint} ${use}`, { what, replaced, hour: sealed.hour, eventId: sealed.event.metadata.id });
        },
        finish() {
          for (const { replaced, ...each } of said.values()) {
            const note = replaced
              ? "another of the same use lasts longer"
              : "nothing lasts longer, as far as the period tells";
            tell({ ...each, state: replaced ? "closed" : "open", note });
          }
          return undefined;
        },
      };
    },
  ),
};

export const cc72: Criterion = {
  id: "CC7.2",
  title: "Anomalies are detected",
  claim:
    "Credentials are held against what CloudTrail saw of them; the archive is searched for what nobody may do to it; certificates are watched. Each deviation is an event, in this population.",
  limits: "An alarm that CloudWatch raised outside samltrail is in CloudWatch's history, not here.",
  tests: [assumptionsMatched, archiveGuarded, certificates],
};
