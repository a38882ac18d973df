/** /session/authorize: the samltrail command line asks for credentials through the browser, and the person approves. */
import { chooseMapping } from "../../lib/credentials/choose-mapping.ts";
import { refused } from "../../lib/credentials/issue-credentials.ts";
import { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import { createCode } from "../../lib/credentials/store/authorization-codes.ts";
import type { Counter } from "../shared/counter.ts";
import { type Door, type Handled, orUnavailable, type Visit } from "../shared/front-door.ts";
import { liveSession } from "../shared/live-session.ts";
import { signInPage } from "../shared/pages/sign-in-page.ts";
import { askingOf, personsRequest } from "../shared/persons-request.ts";
import { refusalAnswer } from "../shared/refusal-answer.ts";
import { approvedPage, confirmationPage } from "./pages.ts";
import { answerUri, authorizeFields, readQuery } from "./request.ts";

/** Shows what is asked, or where to sign in first. */
async function confirm(parts: Counter, visit: Visit): Promise<Handled> {
  const { answers, configuration, issuing } = parts;
  const { rawPath, rawQueryString, queryStringParameters } = visit.event;
  const fields = readQuery(queryStringParameters);
  const session = await liveSession(parts, visit);
  if (!session) {
    const page = signInPage(configuration.identityProviders, `${rawPath}?${rawQueryString}`);
    return { answer: answers.page(200, page), outcome: "sign-in-first" };
  }
  const mapping = await chooseMapping(issuing.mappings, session, { mappingId: fields.mapping_id }, configuration);
  const page = confirmationPage(fields, mapping, session.displayName);
  return { answer: answers.page(200, page), outcome: "asked", notes: { mappingId: mapping.id } };
}

/** Gives the browser a code for the program that listens on this computer. */
async function approve(parts: Counter, visit: Visit): Promise<Handled> {
  const { answers, configuration, issuing, table } = parts;
  const { asker, session, fields } = await personsRequest(parts, visit, authorizeFields, "credentials");
  const mappingId = fields.mapping_id;
  try {
    await asker.confirm();
    await chooseMapping(issuing.mappings, asker, { mappingId }, configuration);
  } catch (error) {
    throw await refused(issuing, { ...askingOf(visit, "credentials", asker), requested: mappingId }, error);
  }
  const { redirect_uri, code_challenge, duration_minutes = null } = fields;
  const grant = { session, mappingId, durationMinutes: duration_minutes, redirectUri: redirect_uri };
  const code = await createCode(table, { ...grant, challenge: code_challenge }, visit.now).catch(
    orUnavailable("ledger-unavailable"),
  );
  const uri = answerUri(fields, { code });
  const answer = answers.page(200, approvedPage(uri), { headers: { refresh: `0; url=${uri}` } });
  return { answer, outcome: "approved", notes: { mappingId } };
}

export const authorizeDoor: Door<Counter> = {
  name: "authorize",
  unavailable: {
    title: "You were not given credentials",
    words: "Something this service depends on did not answer, so nothing was approved.",
  },
  async serve(parts, visit) {
    try {
      return await (visit.event.requestContext.http.method === "POST" ? approve : confirm)(parts, visit);
    } catch (error) {
      if (!(error instanceof CredentialsRefused)) throw error;
      const { correlationId } = visit;
      return refusalAnswer(parts.answers, error, {
        correlationId,
        asPage: true,
        title: "You were not given credentials",
      });
    }
  },
};
