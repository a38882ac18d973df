/** `samltrail report read-review`: takes back what owners decided, and puts it on record. */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import { UnreadableCsv } from "../../lib/csv/read-csv.ts";
import { accessReviewCompleted, REVIEW_DECISIONS } from "../../lib/events/access-review-completed.ts";
import { createEvent } from "../../lib/events/create-event.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { publishRecorded } from "../../lib/events/publish-recorded.ts";
import { type ReadReview, readAccessReview } from "../../lib/evidence/report/read-access-review.ts";
import { hasCode } from "../../lib/files/has-code.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { type Surroundings, UsageError } from "../command.ts";
import { whoIsThere } from "../roles/parts.ts";
import { enterStack, STACK_OPTIONS, type StackChoice, stackResources } from "../stack.ts";

/** Faults that are printed; the rest is a number. */
const SHOWN = 50;

interface Place {
  readonly choice: StackChoice;
  readonly environment: string;
  readonly by: string | undefined;
  readonly now: Date;
}

/** @returns how many events say it */
async function record(
  { period, sha256, decisions }: ReadReview,
  { choice, environment, by, now }: Place,
): Promise<number> {
  const names = stackResources("LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME");
  const who = (by ?? (await whoIsThere(choice))).slice(0, 256);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings));
  const bus = new EventBridgeClient(clientSettings);
  try {
    const ledger = createDynamoDbLedger(client, names.LOGIN_LEDGER_TABLE);
    const id = ulid(now.getTime());
    const origin = { occurredAt: now, correlationId: id, attemptId: id, environment, producer: createProducer() };
    const parts = Math.ceil(decisions.length / REVIEW_DECISIONS);
    for (let part = 1; part <= parts; part += 1) {
      const event = createEvent(accessReviewCompleted, origin, {
        period: { from: period?.from ?? "", to: period?.to ?? "" },
        fileHash: sha256,
        by: who,
        part,
        parts,
        rows: decisions.length,
        decisions: decisions.slice((part - 1) * REVIEW_DECISIONS, part * REVIEW_DECISIONS).map((each) => ({ ...each })),
      });
      const key = await ledger.recordEvents(event.metadata.id, now, [event]);
      const publication = {
        publish: (events: Parameters<typeof publishEvents>[2]) => publishEvents(bus, names.EVENT_BUS_NAME, events),
        ledger,
        // Recorded all the same: republish-pending sends it.
        onLeftPending: () => undefined,
      };
      await publishRecorded(publication, key, [event]);
    }
    return parts;
  } finally {
    bus.destroy();
    client.destroy();
  }
}

/** @returns 0 recorded, or with --check, fit to be; 1 something is wrong with the list, and nothing was recorded */
export async function readReview(args: readonly string[], { out, error, now }: Surroundings): Promise<number> {
  const text = { type: "string" } as const;
  const options = {
    ...STACK_OPTIONS,
    by: text,
    environment: text,
    check: { type: "boolean", default: false },
  } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError("expected one list: samltrail report read-review access-review.csv");
  if (!values.check && values.environment === undefined)
    throw new UsageError("expected --environment, such as production, for the record; or --check, to record nothing");
  let review: ReadReview;
  try {
    review = readAccessReview(await readFile(file));
  } catch (fault) {
    if (!(fault instanceof UnreadableCsv) && !hasCode(fault, "ENOENT")) throw fault;
    error(`${file} cannot be read: ${(fault as Error).message}`);
    return 1;
  }
  const { faults, decisions } = review;
  for (const fault of faults.slice(0, SHOWN)) error(`${file}: ${fault}`);
  if (faults.length > SHOWN) error(`${faults.length - SHOWN} more`);
  if (faults.length > 0) {
    error(`nothing was recorded: ${faults.length} faults in ${file}`);
    return 1;
  }
  const count = (decision: string) => decisions.filter((each) => each.decision === decision).length;
  const counts = ["keep", "change", "revoke"].map((decision) => `${count(decision)} ${decision}`).join(", ");
  if (values.check) {
    out(`${file}: ${decisions.length} decisions, ${counts}; nothing is wrong, and nothing was recorded`);
    return 0;
  }
  const choice: StackChoice = { stack: values.stack, data: values.data, outputs: values.outputs };
  const leave = await enterStack(choice);
  try {
    const place = { choice, environment: values.environment ?? "", by: values.by, now };
    const events = await record(review, place);
    out(`${file}: ${decisions.length} decisions, ${counts}; recorded in ${events} Access Review Completed`);
    return 0;
  } finally {
    leave();
  }
}
