import { describe, expect, test } from "@jest/globals";
import type { Attempt } from "../../../cli/dry-run/attempt.ts";
import { attributesOf } from "../../../cli/dry-run/attributes.ts";
import type { LoginFailed } from "../../../lib/events/catalogue.ts";
import { aLoginFailed, aLoginSucceeded } from "../../helpers/events.ts";

const POLICY = {
  requiredAttributes: ["email", "department"],
  subjectAttribute: "employee",
  roleAttribute: "roles",
  displayNameAttribute: "name",
} as never;

const attempt = (login: unknown): Attempt => ({ login: login as LoginFailed, roles: null, found: "archive" });

function failed(step: string, problem: string, expected: string | null = null) {
  const event = aLoginFailed();
  const detail = { ...event.data.detail, problem, expected };
  return attempt({ ...event, data: { ...event.data, step, detail } });
}

const cameIn = (given: Attempt, person?: { value: string; displayName: string | null }) =>
  Object.fromEntries(attributesOf(POLICY, given, person).map(({ name, came }) => [name, came]));

const ALL = { email: true, department: true, employee: true, roles: true };

describe("the attributes that a provider has to send", () => {
  test("came where the login succeeded, since it would have been refused otherwise", () => {
    const person = { value: "ada", displayName: "Ada Lovelace" };
    expect(cameIn(attempt(aLoginSucceeded()), person)).toEqual({ ...ALL, name: true });
  });

  test("lack the display name where the page greets by the identifier", () => {
    const person = { value: "ada", displayName: "ada" };
    expect(cameIn(attempt(aLoginSucceeded()), person)).toEqual({ ...ALL, name: false });
    expect(cameIn(attempt(aLoginSucceeded()))).toEqual({ ...ALL, name: null });
  });

  const UNKNOWN = { email: null, department: null, employee: null, roles: null, name: null };
  const cases: readonly (readonly [string, Attempt, object])[] = [
    ["are not known before they are read", failed("check-conditions", "audience"), {}],
    [
      "are named where they are missing",
      failed("read-identity", "required-attribute-missing", "department"),
      { email: true, department: false },
    ],
    [
      "are not vouched for where the list of missing ones was cut",
      failed("read-identity", "required-attribute-missing", "department ema~"),
      { department: false },
    ],
    [
      "include the one that names the person",
      failed("read-identity", "subject-attribute", "one value of employee"),
      { email: true, department: true, employee: false },
    ],
    ["came where the NameID was the problem", failed("read-identity", "no-name-id"), { email: true, department: true }],
    ["came where roles could not be read", failed("read-identity", "single-role", "roles: one value"), ALL],
    ["lack the roles where none was presented", failed("resolve-roles", "no-role-presented"), { ...ALL, roles: false }],
    ["came where no role was mapped", failed("resolve-roles", "no-role-mapped"), ALL],
    ["came where the record failed", failed("record-login", "replay"), ALL],
  ];

  test.each(cases)("%s", (_, given, expected) => {
    expect(cameIn(given)).toEqual({ ...UNKNOWN, ...expected });
  });
});
