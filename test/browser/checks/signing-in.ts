import assert from "node:assert/strict";
import { expectAccessible } from "../axe.ts";
import type { Check } from "../check.ts";
import { beRefused, expectHeading, signInHere, signInThere } from "../people.ts";

export const signingIn: readonly Check[] = [
  {
    name: "a login that begins here ends here, past the identity provider's choice",
    run: (world) =>
      world.visit(async (page) => {
        await page.goto(`${world.stack.serviceProviderUrl}/`);
        await expectHeading(page, "Sign in");
        await expectAccessible(page, "the sign-in page");
        await page.getByRole("link", { name: "Sign in with Demo identity provider" }).click();
        await expectHeading(page, "Sign in");
        await expectAccessible(page, "the identity provider's choice");
        await page.getByRole("button", { name: "Sign in as Alice Archer" }).click();
        await expectHeading(page, "Signed in as Alice Archer");
        assert.equal(new URL(page.url()).origin, world.stack.serviceProviderUrl);
        await expectAccessible(page, "the signed-in page");
      }),
  },
  {
    name: "a login that begins at the identity provider ends here",
    run: (world) =>
      world.visit(async (page) => {
        await page.goto(`${world.stack.identityProviderUrl}/`);
        await expectAccessible(page, "the identity provider's start page");
        await signInThere(page, world, "Bob Baker");
        await expectHeading(page, "Signed in as Bob Baker");
      }),
  },
  {
    name: "the signed-in page is readable on a phone and in the dark",
    run: (world) =>
      world.visit(
        async (page) => {
          await signInHere(page, world, "Alice Archer");
          await expectHeading(page, "Signed in as Alice Archer");
          await expectAccessible(page, "the signed-in page on a phone, dark");
          assert.equal(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
        },
        { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
      ),
  },
  {
    name: "who has no role here reads why, what to do and which number to quote",
    run: (world) =>
      world.visit(async (page) => {
        await signInHere(page, world, "Carol Chen");
        await expectHeading(page, "You were not signed in");
        await page.getByText("None of your roles gives access here.").waitFor();
        assert.match((await page.locator("code.number").textContent()) ?? "", /^[0-9A-Z]{26}$/);
        await expectAccessible(page, "the refusal page");
      }),
  },
  {
    name: "an answer that is wrong is refused, and starting again leads back",
    run: (world) =>
      world.visit(
        async (page) => {
          assert.match(await beRefused(page, world, "expired"), /^[0-9A-Z]{26}$/);
          await page.getByText("The message has expired.").waitFor();
          await expectAccessible(page, "the refusal page, dark");
          await page.getByRole("link", { name: "Start again" }).click();
          await expectHeading(page, "Sign in");
        },
        { colorScheme: "dark" },
      ),
  },
  {
    name: "signing out ends the session",
    run: (world) =>
      world.visit(async (page) => {
        await signInHere(page, world, "Alice Archer");
        await page.getByRole("button", { name: "Sign out" }).click();
        await expectHeading(page, "Sign in");
        await expectAccessible(page, "the page after signing out");
        await page.goto(`${world.stack.serviceProviderUrl}/`);
        await expectHeading(page, "Sign in");
      }),
  },
  {
    name: "a login that nobody here began does not take over a session: the person is asked first",
    run: (world) =>
      world.visit(async (page) => {
        await signInHere(page, world, "Alice Archer");
        await expectHeading(page, "Signed in as Alice Archer");
        await signInThere(page, world, "Bob Baker");
        await expectHeading(page, "Whose session shall it be?");
        await expectAccessible(page, "the question whose session it shall be");
        await page.getByRole("button", { name: "Stay signed in as Alice Archer" }).click();
        await expectHeading(page, "Signed in as Alice Archer");
        await signInThere(page, world, "Bob Baker");
        await page.getByRole("button", { name: "Go on as Bob Baker" }).click();
        await expectHeading(page, "Signed in as Bob Baker");
      }),
  },
];
