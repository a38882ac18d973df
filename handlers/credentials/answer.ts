import { type AnswerForm, jsonForm, processForm } from "../../lib/credentials/answer-forms.ts";
import type { Issued } from "../../lib/credentials/issue-credentials.ts";
import { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import type { Handled, Visit } from "../shared/front-door.ts";
import { refusalAnswer } from "../shared/refusal-answer.ts";
import type { CredentialParts } from "./parts.ts";

/** The log line names the access key id, which is public, and never the secret. */
export function issuedNotes({ mapping, assumed }: Issued): NonNullable<Handled["notes"]> {
  return { mappingId: mapping.id, accessKeyId: assumed.credentials.accessKeyId };
}

export function credentialsAnswer(parts: CredentialParts, visit: Visit, issued: Issued, form: AnswerForm): Handled {
  const { mapping, assumed } = issued;
  const body = form === "process" ? processForm(assumed) : jsonForm(assumed, mapping, visit.correlationId);
  return { answer: parts.answers.json(200, body), outcome: "issued", notes: issuedNotes(issued) };
}

/** Runs what issues credentials; a refusal that it throws was recorded, and becomes the answer. */
export async function orRefusalAnswer(
  { answers }: CredentialParts,
  { correlationId }: Visit,
  act: () => Promise<Handled>,
  asPage = false,
): Promise<Handled> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof CredentialsRefused)) throw error;
    return refusalAnswer(answers, error, { correlationId, asPage, title: "You were not given credentials" });
  }
}
