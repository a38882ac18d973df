/** A report with something of everything, and one in which somebody chose what stands there. */
import type { Report, Unread } from "../../../../lib/evidence/report/report.ts";
import { anArchive, oneOfEveryType } from "../helpers/a-month.ts";
import { build } from "../helpers/build.ts";

export async function aReport(): Promise<Report> {
  const { store } = await anArchive({ "2026-08-03T18": oneOfEveryType() });
  return (await build(store)).report;
}

export const ATTACK = `<script>alert("1")</script>&amp;' onload=x`;

/** A right-to-left override, which makes `gpj.exe` read as `exe.jpg`. */
const REORDERING = "photo\u202egpj.exe";
export const FOREIGN = { known: "Ærøskøbing Ελένη Ирина", unknown: "王小明" } as const;

/** @param unread how much could not be read */
export function hostile(report: Report, unread: number): Report {
  const lost: readonly Unread[] = Array.from({ length: unread }, (_, index) => ({
    kind: "object-missing",
    where: `events/2026/08/03/12/lost-${index}.jsonl`,
    what: `${index + 1} events of ${ATTACK}`,
  }));
  const role = {
    mappingId: "m1",
    samlRole: ATTACK,
    iamRole: `arn:aws:iam::1:role/${ATTACK}`,
    grants: 7,
    persons: 1,
    credentials: 0,
  };
  const sections = report.sections.map((section) => ({
    ...section,
    tests: section.tests.map((test) => ({
      ...test,
      listed: test.listed.map((exception) => ({
        ...exception,
        note: `${exception.note ?? ""} ${REORDERING} ${ATTACK}`,
      })),
    })),
  }));
  return {
    ...report,
    ...{ complete: unread === 0, unread: [...lost], unreadCount: unread, sections },
    series: {
      ...report.series,
      roles: [role, ...report.series.roles],
      reasons: [{ reason: ATTACK, events: 3, attempts: 30 }, ...report.series.reasons],
      identityProviders: [FOREIGN.known, FOREIGN.unknown].map((id) => ({ id, logins: 3, failures: 2 })),
    },
    notCovered: [{ what: ATTACK, why: "x".repeat(700) }, ...report.notCovered],
  };
}
