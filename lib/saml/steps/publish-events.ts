import { type Publication, publishRecorded } from "../../events/publish-recorded.ts";
import { defineStep } from "../step.ts";
import type { Recorded } from "./record-login.ts";

/** Sends the events to the bus. What it does not take stays pending in the ledger: the login goes on. */
export const publishLogin = (publication: Publication) =>
  defineStep("publish-events", async ({ pending, events }: Recorded): Promise<object> => {
    await publishRecorded(publication, pending, events);
    return {};
  });
