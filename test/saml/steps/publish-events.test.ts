import { describe, expect, test } from "@jest/globals";
import type { Publication } from "../../../lib/events/publish-recorded.ts";
import { publishLogin } from "../../../lib/saml/steps/publish-events.ts";
import { aLoginSucceeded, aRolesMapped } from "../../helpers/events.ts";
import { aSession } from "../../helpers/session.ts";
import { fails } from "../memory.ts";
import { addedBy } from "./run-step.ts";

const events = [aLoginSucceeded(), aRolesMapped()];
const [first = "", second = ""] = events.map(({ metadata }) => metadata.id);
const recorded = { session: aSession(), events, pending: { pk: "the-record" } };

/** A publication that notes what was asked of it. */
function noting(overrides: Partial<Publication> = {}) {
  const marked: unknown[] = [];
  const left: unknown[] = [];
  const step = publishLogin({
    publish: async () => ({ published: [first, second], refused: [] }),
    ledger: { markPublished: async (...call) => void marked.push(call) },
    onLeftPending: (...call) => void left.push(call),
    ...overrides,
  });
  return { step, marked, left };
}

describe("publish-events", () => {
  test("sends what was recorded, in its order, and marks it as sent", async () => {
    const sent: unknown[] = [];
    const { step, marked, left } = noting({
      async publish(given) {
        sent.push(given);
        return { published: [first, second], refused: [] };
      },
    });
    expect(await addedBy(step, recorded)).toEqual({});
    expect(sent).toEqual([events]);
    expect(marked).toEqual([[recorded.pending, [first, second]]]);
    expect(left).toEqual([]);
  });

  test("marks only what the bus took, and says what stays pending", async () => {
    const refused = [{ id: second, code: "ThrottlingException" }];
    const { step, marked, left } = noting({ publish: async () => ({ published: [first], refused }) });
    expect(await addedBy(step, recorded)).toEqual({});
    expect(marked).toEqual([[recorded.pending, [first]]]);
    expect(left).toEqual([[refused, undefined]]);
  });

  test.each([
    ["the bus takes nothing", { publish: async () => ({ published: [], refused: [] }) }, 0],
    ["the bus does not answer", { publish: fails }, 1],
    ["the ledger does not mark it", { ledger: { markPublished: fails } }, 1],
  ])("lets the login go on where %s: it is recorded, and republish-pending sends it", async (_name, trouble, told) => {
    const { step, left } = noting(trouble);
    expect(await addedBy(step, recorded)).toEqual({});
    expect(left).toHaveLength(told);
  });
});
