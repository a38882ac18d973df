/**
 * What hosted services charge for signing people in by SAML, as their pages said. They charge by person and month, or by customer;
 * we are charged by login. None of these prices buys the same thing: they run it for you, and keep no evidence of this kind.
 */
export interface Alternative {
  readonly name: string;
  readonly charges: string;
  readonly page: string;
  /** Where and when the figure was found; null: as we knew it. */
  readonly confirmed: string | null;
  /** Dollars a month for so many people who sign in; null where the price is on request. */
  readonly month: (people: number) => number | null;
}

/** Customers, each with a provider of its own, that a service which charges by them is asked for. */
export const CONNECTIONS = 3;

export const ALTERNATIVES: readonly Alternative[] = [
  {
    name: "Amazon Cognito, SAML federation",
    charges: "0.015 a person and month, the first 50 free",
    page: "https://aws.amazon.com/cognito/pricing/",
    confirmed: "a transcript of 2026-09-20 for Essentials; Supabase charges the same for SAML",
    month: (people) => Math.max(0, people - 50) * 0.015,
  },
  {
    name: "WorkOS, single sign-on",
    charges: "125 a connection and month up to 15 of them, whatever the people (a million free)",
    page: "https://workos.com/pricing",
    confirmed: "a transcript of 2026-05-22",
    month: (people) => CONNECTIONS * 125 + Math.ceil(Math.max(0, people - 1_000_000) / 1_000_000) * 2_500,
  },
  {
    name: "Auth0, B2B Essentials",
    charges: "150 a month for 500 people with 3 connections; beyond that by a slider or on request",
    page: "https://auth0.com/pricing",
    confirmed: "150 for B2B in a page of 2024-07; a transcript of 2026-09-20 has the B2C price, 35, alone",
    month: (people) => (people <= 500 ? 150 : null),
  },
  {
    name: "Okta Workforce, Starter",
    charges: "6 a person and month",
    page: "https://www.okta.com/pricing/",
    confirmed: "a transcript of 2026-05-22",
    month: (people) => people * 6,
  },
];
