import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { REASONS, type Reason } from "../../lib/events/vocabulary.ts";
import { REMEDIES } from "../../lib/saml/remedies.ts";
import { everyRefusal, isWordOf, type Refusal } from "./helpers/problems.ts";

const page = readFileSync(new URL("../../docs/login-failures.md", import.meta.url), "utf8");

/** The text below each heading of the second level. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf("\n")), section] as const),
);

const sectionOf = (reason: Reason) => sections.get(reason) ?? "";

/** The words in the first column of the section's table of problems. */
const wordsIn = (reason: Reason) =>
  [...sectionOf(reason).matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word),
  );

const PROVIDERS = ["IAM Identity Center", "Okta", "Entra ID", "Google Workspace", "Keycloak", "Ping"];

/** Where what to do is another thing with each provider. */
const DIFFERS: readonly Reason[] = [
  "malformed",
  "too-large",
  "schema",
  "status",
  "issuer",
  "untrusted-certificate",
  "signature-missing",
  "signature-invalid",
  "algorithm",
  "decryption",
  "destination",
  "recipient",
  "in-response-to",
  "audience",
  "not-yet-valid",
  "expired",
  "session-expired",
  "name-id",
  "authn-statement",
  "authn-context",
  "attributes",
  "unsolicited",
  "no-role",
];

const refusals = everyRefusal();
const spelled = ({ reason, problem, file }: Refusal) => `${reason}: ${problem} (${file})`;

describe("docs/login-failures.md", () => {
  test("has a section for every reason, in the order of the contract", () => {
    expect([...sections.keys()].filter((name) => (REASONS as readonly string[]).includes(name))).toEqual(REASONS);
  });

  test.each(REASONS)("says of %s what the failure page says", (reason) => {
    const { words, remedy } = REMEDIES[reason];
    expect(sectionOf(reason)).toContain(`\n> ${words} ${remedy}\n`);
  });

  test("explains every problem that a source can give, under its reason", () => {
    const missing = refusals.filter(
      (refusal) => !wordsIn(refusal.reason as Reason).some((word) => isWordOf(word, refusal)),
    );
    expect(missing.map(spelled)).toEqual([]);
  });

  test.each(REASONS)("explains no problem of %s that no source can give", (reason) => {
    const own = refusals.filter((refusal) => refusal.reason === reason);
    expect(own.length).toBeGreaterThan(0);
    expect(wordsIn(reason).filter((word) => !own.some((refusal) => isWordOf(word, refusal)))).toEqual([]);
  });

  test.each(DIFFERS)("says for %s what to do with each provider", (reason) => {
    expect(PROVIDERS.filter((name) => !sectionOf(reason).includes(`**${name}**`))).toEqual([]);
  });
});
