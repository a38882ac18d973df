/** While a legal hold stands, keeps addresses, user agents and names from expiring. */
import type { Context, ScheduledEvent } from "aws-lambda";
import { standingHolds } from "../../lib/identity/holds.ts";
import { postponeExpiry } from "../../lib/identity/postpone-expiry.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { environment } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";

const { IDENTITIES_TABLE } = environment("IDENTITIES_TABLE");

export async function handler(_schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const table = { client: documentClient(), name: IDENTITIES_TABLE };
  const holds = await standingHolds(table);
  if (holds.length === 0) return;
  const postponed = await postponeExpiry(table, new Date());
  logger.info("identities are held", { holds: holds.map(({ id }) => id), postponed });
}
