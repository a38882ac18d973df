/** POST /session/agents mints a token for a program; POST /session/agents/end ends one. */
import * as z from "zod";
import { originOf } from "../../lib/credentials/credential-records.ts";
import { recordTokenEnd } from "../../lib/credentials/end-token.ts";
import { mintToken } from "../../lib/credentials/mint-token.ts";
import { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import { findToken } from "../../lib/credentials/store/agent-tokens.ts";
import type { Counter } from "../shared/counter.ts";
import { type Door, type Handled, orUnavailable, type Visit } from "../shared/front-door.ts";
import { wantsJson } from "../shared/headers.ts";
import {
  askingOf,
  envelopeField,
  minutesField,
  namesOneRole,
  personsRequest,
  roleFields,
  wantedRole,
} from "../shared/persons-request.ts";
import { refusalAnswer } from "../shared/refusal-answer.ts";
import { mintedPage } from "./minted-page.ts";

const mintFields = z
  .strictObject({ ...roleFields, minutes: minutesField, envelope: envelopeField, purpose: z.string().min(3).max(200) })
  .refine(namesOneRole, "expected role or mappingId");

const endFields = z.strictObject({ tokenId: z.string().min(1).max(64) });

async function mint(parts: Counter, visit: Visit): Promise<Handled> {
  const { asker, fields } = await personsRequest(parts, visit, mintFields, "agent-token");
  const minted = await mintToken(parts.issuing, {
    ...askingOf(visit, "agent-token", asker),
    asker,
    wanted: wantedRole(fields),
    minutes: fields.minutes,
    envelope: fields.envelope,
    reason: fields.purpose,
  });
  const { token, kept } = minted;
  const { id: tokenId, mappingId, purpose, expiresAt } = kept;
  const { answers, configuration } = parts;
  const answer = wantsJson(visit.event)
    ? answers.json(201, { token, tokenId, mappingId, purpose, expiresAt: expiresAt.toISOString() })
    : answers.page(201, mintedPage(minted, configuration.serviceProvider.baseUrl));
  return { answer, outcome: "minted", notes: { tokenId, mappingId } };
}

/** One's own only. A token that is somebody else's is as unknown as one that is nobody's. */
async function end(parts: Counter, visit: Visit): Promise<Handled> {
  const { asker, fields } = await personsRequest(parts, visit, endFields, "agent-token");
  const { table, records } = parts.issuing;
  const token = await findToken(table, fields.tokenId).catch(orUnavailable("ledger-unavailable"));
  if (!token || token.subject !== asker.subject) {
    throw new CredentialsRefused("token-unknown", { problem: "not-yours" });
  }
  const cause = { cause: "ended-by-person", by: null } as const;
  const ended = await recordTokenEnd({ table, publication: records }, token, cause, originOf(records, visit)).catch(
    orUnavailable("ledger-unavailable"),
  );
  const answer = wantsJson(visit.event) ? parts.answers.json(200, { tokenId: token.id }) : parts.answers.redirect("/");
  return { answer, outcome: ended ? "ended" : "ended-before", notes: { tokenId: token.id } };
}

const ROUTES: Readonly<Record<string, typeof mint>> = { "/session/agents": mint, "/session/agents/end": end };

export const agentsDoor: Door<Counter> = {
  name: "agents",
  unavailable: {
    title: "Nothing was changed",
    words: "Something this service depends on did not answer: no token was minted or ended.",
  },
  async serve(parts, visit) {
    const { rawPath } = visit.event;
    const route = Object.hasOwn(ROUTES, rawPath) ? ROUTES[rawPath] : undefined;
    if (!route) throw new Error(`no route leads here from ${rawPath}`);
    try {
      return await route(parts, visit);
    } catch (error) {
      if (!(error instanceof CredentialsRefused)) throw error;
      const asPage = !wantsJson(visit.event);
      return refusalAnswer(parts.answers, error, {
        correlationId: visit.correlationId,
        asPage,
        title: "Nothing was changed",
      });
    }
  },
};
