/** Performs the login and asks for credentials: on this machine by itself, elsewhere through the person's browser. */
import { decodeTime } from "ulid";
import { UsageError } from "../command.ts";
import { NotGiven, signIn } from "../credentials/sign-in.ts";
import { type Attempt, findAttempt, findIssued } from "./attempt.ts";
import type { Obtained } from "./obtained.ts";
import type { Patience } from "./patience.ts";
import { credentialsHere, MINUTES, personHere, signInHere, signOutHere } from "./sign-in-here.ts";
import type { Trail } from "./trail.ts";

export interface Performing {
  readonly baseUrl: string;
  /** As the command line has it. */
  readonly person: string;
  /** Ids of the mappings to ask credentials of; none means all that were granted, where that can be known before. */
  readonly mappingIds: readonly string[];
  readonly startedAt: Date;
  readonly trail: Trail;
  readonly patience: Patience;
  readonly say: (line: string) => void;
}

export interface Performed {
  /** Null where the trail has nothing of it. */
  readonly attempt: Attempt | null;
  readonly obtained: readonly Obtained[];
  /** Other names of the person than the one on the command line. */
  readonly alsoCalled: readonly string[];
  readonly notes: readonly string[];
}

const grantedIn = (attempt: Attempt | null): readonly string[] =>
  (attempt?.roles?.data.granted ?? []).map(({ mappingId }) => mappingId);

export async function performHere(performing: Performing): Promise<Performed> {
  const { baseUrl, mappingIds, startedAt, trail, patience, say } = performing;
  const person = personHere(performing.person);
  say(`signing in as ${person.name} at the demo identity provider`);
  const { browser, requestId } = await signInHere(baseUrl, person);
  try {
    const attempt = await findAttempt(trail, { requestId }, startedAt, patience);
    const granted = grantedIn(attempt);
    const wanted = mappingIds.length === 0 ? granted : granted.filter((id) => mappingIds.includes(id));
    const obtained: Obtained[] = [];
    for (const mappingId of wanted) {
      say(`asking for credentials of ${mappingId}`);
      obtained.push(await credentialsHere(browser, baseUrl, mappingId));
    }
    return { attempt, obtained, alsoCalled: [person.name, person.email], notes: [] };
  } finally {
    await signOutHere(browser, baseUrl);
  }
}

async function throughBrowser(
  baseUrl: string,
  mappingId: string,
  browser: Pick<Parameters<typeof signIn>[0], "show" | "patienceMs">,
): Promise<Obtained> {
  try {
    const { accessKeyId, expiresAt, role } = await signIn({ baseUrl, mappingId, minutes: MINUTES, ...browser });
    return { mappingId, given: { accessKeyId, expiresAt, assumedRoleArn: role.assumedRoleArn }, refused: null };
  } catch (failure) {
    if (!(failure instanceof NotGiven)) throw failure;
    return { mappingId, given: null, refused: failure.message };
  }
}

/** @throws UsageError where no role is named; NotApproved where nobody came back from the browser */
export async function performInBrowser(
  { baseUrl, mappingIds, startedAt, trail, patience }: Performing,
  browser: Pick<Parameters<typeof signIn>[0], "show" | "patienceMs">,
): Promise<Performed> {
  if (mappingIds.length === 0)
    throw new UsageError("expected --role: in a browser, each role is approved by the person, so say which");
  const obtained: Obtained[] = [];
  for (const mappingId of mappingIds) obtained.push(await throughBrowser(baseUrl, mappingId, browser));
  const nothing = { attempt: null, obtained, alsoCalled: [], notes: [] };
  const accessKeyId = obtained.find(({ given }) => given !== null)?.given?.accessKeyId;
  if (accessKeyId === undefined) return nothing;
  const issued = await findIssued(trail, accessKeyId, startedAt, patience);
  if (!issued) return nothing;
  const { sessionId } = issued.data;
  const attempt = await findAttempt(trail, { sessionId }, new Date(decodeTime(sessionId)), patience);
  const before = attempt && new Date(attempt.login.metadata.occurredAt) < startedAt;
  const notes = before
    ? [
        "the browser was signed in already: this is the login that began its session. Sign out there first for a fresh one",
      ]
    : [];
  return { ...nothing, attempt, notes };
}

/** Looks at an attempt that was made before, by the number on its page. */
export async function lookAt(number: string, { trail, patience }: Performing): Promise<Performed> {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(number))
    throw new UsageError("--number: expected the number that the refusal page shows");
  const attempt = await findAttempt(trail, { correlationId: number }, new Date(decodeTime(number)), patience);
  return { attempt, obtained: [], alsoCalled: [], notes: ["an attempt made before: no credentials were asked for"] };
}
