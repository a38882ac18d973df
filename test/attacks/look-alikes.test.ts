/** Names that look like Ada's. Whoever the provider lets have one gets in, as somebody else than Ada: the names are compared as they are. */
import { expect, test } from "@jest/globals";
import { outcomeOf } from "./assail.ts";
import { adas } from "./ingredients.ts";

async function subjectOf(options: Parameters<typeof adas>[0]): Promise<string> {
  const outcome = await outcomeOf({ xml: adas({ sign: "assertion", ...options }) });
  if (outcome.outcome === "refused") throw outcome.refusal;
  return outcome.known.person.subject;
}

test.each([
  ["a Cyrillic letter", "\u0430da@acme.example"],
  ["a capital", "Ada@acme.example"],
  ["a letter and a combining mark", "a\u0301da@acme.example"],
  ["full-width letters", "\uff41da@acme.example"],
  ["a no-break space behind", "ada@acme.example\u00a0"],
  ["an ideographic space in front", "\u3000ada@acme.example"],
  ["a zero-width space", "ada\u200b@acme.example"],
  ["a mark that turns the direction of writing", "\u202eada@acme.example"],
  ["a byte order mark in front", "\ufeffada@acme.example"],
])("a name with %s is another person's", async (_, nameId) => {
  expect(await subjectOf({ nameId })).not.toBe(await subjectOf({}));
});

test("the same name of another format or qualifier is another person's", async () => {
  const persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
  expect(await subjectOf({ nameIdFormat: persistent })).not.toBe(await subjectOf({}));
  const qualified = await subjectOf({
    change: ({ assertion }) => {
      if (assertion?.nameId) assertion.nameId.nameQualifier = "https://idp.globex.example/saml";
    },
  });
  expect(qualified).not.toBe(await subjectOf({}));
});

test("white space as pretty-printing puts around a name makes nobody else of Ada", async () => {
  expect(await subjectOf({ nameId: "\n  ada@acme.example\n" })).toBe(await subjectOf({}));
});
