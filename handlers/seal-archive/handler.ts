/** Closes every hour of the archive that is over: one signed seal an hour, one roll-up a day, and the head kept elsewhere. */
import type { Context, ScheduledEvent } from "aws-lambda";
import { publishEvents } from "../../lib/events/publish.ts";
import { headOf, s3Heads } from "../../lib/evidence/head.ts";
import { endOf, type Hour } from "../../lib/evidence/hours.ts";
import { kmsSealingKeys } from "../../lib/evidence/kms-sealing-keys.ts";
import { s3EvidenceStore } from "../../lib/evidence/s3-evidence-store.ts";
import type { HourSeal, Sealed } from "../../lib/evidence/seal.ts";
import { sealArchive } from "../../lib/evidence/seal-archive.ts";
import { createSealReader } from "../../lib/evidence/seal-reader.ts";
import { sealedEvent } from "../../lib/evidence/sealed-event.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { kms } from "../shared/clients/kms.ts";
import { s3 } from "../shared/clients/s3.ts";
import { describeError } from "../shared/describe-error.ts";
import { environment } from "../shared/environment.ts";
import { measure } from "../shared/measure.ts";
import { logger, metrics } from "../shared/observability.ts";
import { loadStage } from "../shared/stage.ts";

const { EVIDENCE_BUCKET, HEAD_BUCKET, SEALING_KEY_NAME, EVENT_BUS_NAME, CODE_VERSION } = environment(
  "EVIDENCE_BUCKET",
  "HEAD_BUCKET",
  "SEALING_KEY_NAME",
  "EVENT_BUS_NAME",
  "CODE_VERSION",
);
const stage = await loadStage();

/** What the largest hour may take, with its listings and every retry. */
const RESERVE_MILLISECONDS = 120_000;

/** What somebody has to look at goes into the log by name; the seal and its event have it for good. */
function report({ body, hash }: Sealed<HourSeal>): void {
  const { window, leafCount, objects, conflicts, findings } = body;
  for (const finding of findings) logger.error("an object of the archive is not as it must be", { ...finding });
  for (const conflict of conflicts) logger.error("two events of one id", { ...conflict });
  logger.info("sealed", { from: window.from, hash, events: leafCount, objects: objects.length });
  measure("SealedHours", 1);
  measure("ArchiveFindings", findings.length + conflicts.length);
}

/** Where nothing is sealed yet, there is no age. */
function measureAge(sealedTo: Hour | null): void {
  if (sealedTo !== null) measure("SealAgeSeconds", Math.max(0, Date.now() - endOf(sealedTo).getTime()) / 1000);
}

export async function handler(_schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const store = s3EvidenceStore(s3(), EVIDENCE_BUCKET);
  const keepHead = s3Heads(s3(), HEAD_BUCKET);
  try {
    const { sealed, days, sealedTo, unannounced, complete } = await sealArchive({
      store,
      reader: createSealReader(store),
      keys: kmsSealingKeys(kms(), SEALING_KEY_NAME),
      codeVersion: CODE_VERSION,
      now: () => new Date(),
      hasTime: () => context.getRemainingTimeInMillis() > RESERVE_MILLISECONDS,
      async announce(seal) {
        await keepHead(headOf(seal));
        const { refused } = await publishEvents(eventBridge(), EVENT_BUS_NAME, [sealedEvent(seal, stage.environment)]);
        if (refused.length > 0) throw new Error(`the bus refused to take Archive Sealed: ${refused[0]?.code}`);
        report(seal);
      },
    });
    measureAge(sealedTo);
    if (days.length > 0) logger.info("rolled up", { days });
    if (!complete) logger.warn("more hours are due than this run had time for", { sealedTo, sealed: sealed.length });
    for (const { hour, error } of unannounced) logger.error("not announced", { hour, error: describeError(error) });
    if (unannounced.length > 0) throw new Error(`${unannounced.length} seals stand and are not announced yet`);
  } finally {
    metrics.publishStoredMetrics();
  }
}
