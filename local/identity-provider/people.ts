/** Who can sign in at the demo identity provider, and what it says of them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  /** For the page: what will come of it. */
  readonly about: string;
}

export const PEOPLE: readonly Person[] = [
  {
    id: "alice",
    name: "Alice Archer",
    email: "alice.archer@example.com",
    roles: ["administrator", "auditor"],
    about: "both roles are mapped, so both are granted",
  },
  {
    id: "bob",
    name: "Bob Baker",
    email: "bob.baker@example.com",
    roles: ["developer", "release-manager", "coffee-steward"],
    about: "one role is granted, one is of another environment, one is mapped nowhere",
  },
  {
    id: "carol",
    name: "Carol Chen",
    email: "carol.chen@example.com",
    roles: ["visitor", "newsletter-reader"],
    about: "no role is mapped, so she is refused",
  },
];

/** Attribute names in the assertion; `config/local.yaml` names the same. */
export const ATTRIBUTES = { roles: "roles", displayName: "displayName", email: "email" } as const;
