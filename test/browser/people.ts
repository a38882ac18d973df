/** What a person does at the doors of the stack. */
import type { Page } from "playwright-core";
import type { World } from "./world.ts";

/** From the start page of the service provider. */
export async function signInHere(page: Page, { stack }: World, name: string): Promise<void> {
  await page.goto(`${stack.serviceProviderUrl}/`);
  await page.getByRole("link", { name: "Sign in with Demo identity provider" }).click();
  await page.getByRole("button", { name: `Sign in as ${name}` }).click();
}

/** From the identity provider's page of applications. */
export async function signInThere(page: Page, { stack }: World, name: string): Promise<void> {
  await page.goto(`${stack.identityProviderUrl}/`);
  await page.getByRole("link", { name: `Sign in as ${name}` }).click();
}

export async function expectHeading(page: Page, name: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
}

/** Lets the identity provider answer wrongly. @returns the number that the refusal page says to quote */
export async function beRefused(page: Page, { stack }: World, misbehaviour: string): Promise<string> {
  await page.goto(`${stack.identityProviderUrl}/`);
  await page.getByRole("link", { name: misbehaviour, exact: true }).click();
  return (await page.locator("code.number").textContent()) ?? "";
}
