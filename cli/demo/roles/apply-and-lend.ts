/** Mappings come into force, and three people borrow what they grant. */
import type { RoleCredentialsIssued } from "../../../lib/events/catalogue.ts";
import { askForCredentials, signIn } from "./people.ts";
import { eventsSince, listed, roles, type Scene, show } from "./scene.ts";

/** Plan and apply exit so: nothing to do, something to do, no. */
const [NOTHING, REFUSED, CHANGES] = [0, 1, 3];

const FAULTS = [
  ["a role that cannot be lent", "arn:aws:iam::111122223333:role/Support", "begins with samltrail-"],
  ["a role in production's account", "arn:aws:iam::444455556666:role/samltrail-support", "stays in its environment"],
] as const;

export async function applyMappings(scene: Scene): Promise<void> {
  const { report, files } = scene;
  report.part("Mappings as code");
  const plan = () => roles(scene, "plan stage.yaml", "plan", files.stageFile);

  for (const [what, iamRole, reason] of FAULTS) {
    await files.writeMappings({ iamRoles: { support: iamRole } });
    const faulty = await plan();
    show(scene, faulty.lines);
    const told = faulty.lines.join(" ");
    const placed = /role-mappings\.yaml:\d+:\d+: mappings\[4\]\.iamRole: /.test(told);
    report.check(faulty.code === REFUSED && placed && told.includes(reason), `${what} is refused, with file and line`);
  }

  await files.writeMappings({ without: ["trainee"] });
  const planned = await plan();
  show(scene, planned.lines.slice(-1));
  report.check(planned.code === CHANGES, "the plan says what would change, and changes nothing");
  const why = ["--why", "the first mappings (change 1)", "--by", "dana@example.com"];
  const applied = await roles(scene, `apply stage.yaml ${why[0]} "${why[1]}"`, "apply", files.stageFile, ...why);
  show(scene, applied.lines.slice(-1));
  report.check(applied.code === 0 && (await listed(scene)).size === 9, "applied: 9 mappings are in the table");
  report.check((await plan()).code === NOTHING, "planned again: nothing to change");
}

interface Lending {
  readonly person: string;
  readonly mappingId: string;
  readonly durationMinutes?: string;
  readonly expected: string;
}

/** What carol gets last, her newsletter, counts as used last. */
const LENDINGS: readonly Lending[] = [
  { person: "bob", mappingId: "developer", expected: "issued" },
  { person: "bob", mappingId: "administrator", expected: "unknown-role" },
  { person: "carol", mappingId: "newsletter", durationMinutes: "15", expected: "issued" },
  { person: "alice", mappingId: "auditor", durationMinutes: "45", expected: "duration" },
  { person: "alice", mappingId: "auditor", expected: "issued" },
];

export async function lend(scene: Scene): Promise<void> {
  const { report, stack, log } = scene;
  report.part("Three people sign in by SAML and ask for credentials");
  const since = new Date();
  const sessions = new Map<string, Awaited<ReturnType<typeof signIn>>>();
  for (const person of ["bob", "carol", "alice"]) sessions.set(person, await signIn(scene, person));
  const all = [...sessions.values()];
  report.check(
    all.every(({ outcome }) => outcome === "let in"),
    "Alice, Bob and Carol are let in",
  );

  const keys: string[] = [];
  for (const { person, mappingId, durationMinutes, expected } of LENDINGS) {
    const session = sessions.get(person);
    if (!session) throw new Error(`${person} did not sign in`);
    const fields = { mappingId, ...(durationMinutes !== undefined && { durationMinutes }) };
    const asked = await askForCredentials(scene, session.delivery, fields);
    const found = asked.refusedAs ?? "issued";
    const minutes = durationMinutes === undefined ? "" : ` for ${durationMinutes} minutes`;
    const what = asked.refusedAs === null ? `${asked.accessKeyId} until ${asked.expiresAt.slice(11, 16)}` : "refused";
    if (asked.refusedAs === null) keys.push(asked.accessKeyId);
    report.check(found === expected, `${person.padEnd(5)}  ${`${mappingId}${minutes}`.padEnd(25)}  ${found}: ${what}`);
  }
  await stack.quiet();
  const events = await eventsSince(since);
  const issued = events.filter(
    (event): event is RoleCredentialsIssued => event.metadata.type === "Role Credentials Issued",
  );
  const refused = events.filter(({ metadata }) => metadata.type === "Role Credentials Refused");
  const recorded = issued.map(({ data }) => data.accessKeyId).sort();
  const secrets = JSON.stringify(events).includes("secretAccessKey");
  report.check(
    JSON.stringify(recorded) === JSON.stringify(keys.sort()) &&
      refused.length === LENDINGS.length - keys.length &&
      !secrets,
    "in the archive: each key under its id, each refusal with its reason, and no secret",
  );
  await log.until("reconciled", "matched", keys.length);
  report.check(true, `CloudTrail saw all ${keys.length} of them, and each record joined what was issued`);
}
