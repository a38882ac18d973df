import { expect, test } from "@jest/globals";
import { NOW } from "../fixtures/configuration.ts";
import { buildResponse } from "../fixtures/saml-response.ts";
import { algorithmUri } from "../fixtures/signing-draft.ts";
import { runSigners } from "./run-signers.ts";
import type { SignedCase, Signer } from "./signer.ts";

const right: SignedCase = {
  name: "right",
  xml: buildResponse({ sign: "assertion" }).xml,
  at: NOW,
  provider: "acme",
  signed: "assertion",
  algorithm: algorithmUri("rsa-sha256"),
};

const signer = (version: string | null, cases: readonly SignedCase[] = []): Signer => ({
  name: "scribe",
  install: "apt-get install scribe",
  version: async () => version,
  work: async () => ({ cases, checks: [], lacking: [] }),
});

async function run(...signers: readonly Signer[]) {
  const lines: string[] = [];
  const code = await runSigners(signers, { print: (line) => lines.push(line), verbose: false });
  return { code, text: lines.join("\n") };
}

test("none of the signers installed is an exit code of its own, and each is named with its package", async () => {
  const { code, text } = await run(signer(null));
  expect(code).toBe(3);
  expect(text).toBe("skipped: scribe is not installed; apt-get install scribe\n0 of 1 signers ran");
});

test("a genuine message passes with three changed ones beside it, missing signers notwithstanding", async () => {
  const { code, text } = await run(signer("1.0", [right]), signer(null));
  expect(text).toContain("passed: scribe 1.0: 1 messages, 4 of 4 checks held");
  expect(code).toBe(0);
});

test("a message that is not let in, or not signed as it says, fails", async () => {
  expect((await run(signer("1.0", [{ ...right, signed: "response" }]))).code).toBe(1);
  const late = { ...right, at: new Date(NOW.getTime() + 3_600_000) };
  const { code, text } = await run(signer("1.0", [late]));
  expect(text).toContain("FAILED  right: let in; found: refused by check-subject-confirmation: expired");
  expect(code).toBe(1);
});

test("a message that must be refused for one reason fails when it is refused for another", async () => {
  expect((await run(signer("1.0", [{ ...right, refused: "decryption" }]))).code).toBe(1);
  const stranger = buildResponse({ sign: "assertion", signing: { key: "stranger-rsa" } }).xml;
  expect((await run(signer("1.0", [{ ...right, xml: stranger, refused: "untrusted-certificate" }]))).code).toBe(0);
});
