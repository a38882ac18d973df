/** What an hour's events say of who used which mapping. */
import { expect, test } from "@jest/globals";
import { UseNotes } from "../../../lib/evidence/report/hour/note-uses.ts";
import { aRolesMapped } from "../../helpers/events.ts";

const hour = "2026-08-03T12";
const leaf = "0".repeat(64);
const [granted] = aRolesMapped().data.granted;

test("a grant is noted however little its event says of its provider", () => {
  const event = aRolesMapped();
  const odd = { ...event, data: { ...event.data, identityProvider: {} } } as unknown as typeof event;
  const notes = new UseNotes();
  for (const each of [odd, event]) notes.see({ event: each, hour, leaf }, event.data.subject);
  const { mappings, subjects, uses } = notes.finish(Date.parse(event.metadata.occurredAt));
  expect(mappings).toEqual([
    [
      granted?.mappingId,
      expect.objectContaining({ identityProvider: event.data.identityProvider.id, samlRole: granted?.samlRole }),
    ],
  ]);
  expect(subjects).toEqual([event.data.subject]);
  expect(uses.logins).toEqual([2]);
});
