/** People enough for a measurement: a login of somebody new writes more than one of somebody who was here a minute ago. */
import { PEOPLE, type Person } from "../../../local/identity-provider/people.ts";

/** Adds them to the demo identity provider of this process. @returns their ids */
export function invitePeople(count: number): readonly string[] {
  const people = Array.from({ length: count }, (_, index): Person => {
    const id = `person-${index}`;
    const name = `Person Number ${index}`;
    return { id, name, email: `${id}@example.com`, roles: ["administrator", "auditor"], about: "measured" };
  });
  (PEOPLE as Person[]).push(...people);
  return people.map(({ id }) => id);
}
