/** CC6.2: each login and the record of its roles are two halves of one, wherever in the archive they stand. */
import { expect, test } from "@jest/globals";
import { aLoginSucceeded, aRolesMapped } from "../../helpers/events.ts";
import { aSeal, HOUR, told } from "./helpers/run.ts";

const login = aLoginSucceeded();
const roles = aRolesMapped();

test("a login and its roles answer each other; alone, either is open, or explained at the period's edge", async () => {
  expect(await told("login-has-a-grant", [login, roles])).toEqual([]);
  expect(await told("login-has-a-grant", [roles, login])).toEqual([]);
  expect(await told("login-has-a-grant", [login])).toEqual([expect.stringMatching(/^open: no record of its roles/)]);
  expect(await told("login-has-a-grant", [roles], { seals: [aSeal(HOUR)] })).toEqual([
    expect.stringMatching(/^explained: its login/),
  ]);
});

test("halves of one session meet whatever arrives between them, and however often one comes", async () => {
  const other = aLoginSucceeded({ session: { ...login.data.session, id: "2".repeat(26) } });
  expect(await told("login-has-a-grant", [login, login, roles])).toEqual([]);
  expect(await told("login-has-a-grant", [login, other, login, other, roles])).toEqual([
    expect.stringMatching(/^open: no record of its roles/),
  ]);
});

test("a session that cannot be made text is told of its own event, and of no other", async () => {
  const odd = { ...login, data: { ...login.data, session: { id: { toString: 1 } } } } as unknown as typeof login;
  const found = await told("login-has-a-grant", [odd, login, roles, odd]);
  expect(found).toEqual([1, 2].map(() => expect.stringMatching(/^open: cannot be examined/)));
});
