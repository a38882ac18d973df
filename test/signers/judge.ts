/** Drives the whole login with what a signer made: the genuine message must be let in, and each changed one refused. */
import { loginSequence } from "../../lib/saml/login-sequence.ts";
import { testConfiguration } from "../fixtures/configuration.ts";
import { asForm } from "../fixtures/form.ts";
import { aMapping } from "../helpers/mappings.ts";
import { loginParts, memoryLedger } from "../saml/memory.ts";
import type { Check, SignedCase } from "./signer.ts";
import { type Tampering, tamperings } from "./tamper.ts";

/** Every role is mapped, whichever provider it comes from: roles are not what is tested here. */
const mappings = {
  find: async (identityProvider: string, roles: readonly string[]) =>
    roles.map((samlRole) => aMapping({ identityProvider, samlRole, environment: "production" })),
};

async function login(each: SignedCase, xml: string) {
  const ledger = memoryLedger();
  if (each.request) await ledger.saveRequest(each.request.outstanding);
  return loginSequence(loginParts({ ledger, mappings })).run({
    form: { method: "POST", ...asForm(xml) },
    now: each.at,
    configuration: testConfiguration({ policy: each.policy ?? {} }),
    client: { ip: null, userAgent: null, requestId: null },
    requestCookie: each.request?.cookie ?? null,
    correlationId: "01K0000000000000000000000A",
    attemptId: "01K0000000000000000000000B",
  });
}

const words = (outcome: Awaited<ReturnType<typeof login>>) =>
  outcome.outcome === "completed"
    ? "let in"
    : `refused by ${outcome.step}: ${outcome.refusal.message}${outcome.refusal.found ? ` (${outcome.refusal.found})` : ""}`;

async function genuine(each: SignedCase): Promise<Check> {
  const outcome = await login(each, each.xml);
  if (each.refused !== undefined) {
    const holds = outcome.outcome === "refused" && outcome.refusal.reason === each.refused;
    return { name: `${each.name}: refused for ${each.refused}`, holds, found: words(outcome) };
  }
  const name = `${each.name}: let in`;
  if (outcome.outcome === "refused") return { name, holds: false, found: words(outcome) };
  const { firstReading, person } = outcome.known;
  const found = `${person.nameId}, ${firstReading.signedElement} signed with ${firstReading.signatureAlgorithm}`;
  return { name, holds: found === `ada@acme.example, ${each.signed} signed with ${each.algorithm}`, found };
}

async function tampered(each: SignedCase, tampering: Tampering): Promise<Check> {
  const outcome = await login(each, tampering.xml);
  const holds = outcome.outcome === "refused" && tampering.reasons.includes(outcome.refusal.reason);
  return { name: `${each.name}, ${tampering.name}: refused`, holds, found: words(outcome) };
}

export async function judge(each: SignedCase): Promise<Check[]> {
  const checks = [await genuine(each)];
  if (each.refused !== undefined) return checks;
  for (const tampering of tamperings(each)) checks.push(await tampered(each, tampering));
  return checks;
}
