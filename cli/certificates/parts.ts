/** What the subcommands of `samltrail certificates` share: the stage, its trust folder, and the stack's trust table. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import type { Telling } from "../../lib/certificates/tell-untold.ts";
import type { Configuration } from "../../lib/config/configuration.ts";
import { loadConfiguration } from "../../lib/config/load-configuration.ts";
import type { TrustOverlay } from "../../lib/config/trust-overlay.ts";
import type { EventOrigin } from "../../lib/events/create-event.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import type { LedgerTable } from "../../lib/ledger/ledger-table.ts";
import { UsageError } from "../command.ts";
import { enterStack, type StackChoice, stackResources } from "../stack.ts";

const ANY_BASE_URL = "https://base-url.invalid";

/** For `parseArgs`. */
export const STAGE_OPTIONS = { trust: { type: "string" } } as const;

export interface CertificatesParts {
  readonly table: LedgerTable;
  readonly trustDirectory: string;
  readonly load: (overlay?: TrustOverlay) => Promise<Configuration>;
}

/** The stage file of the command line, or the one that the functions of this machine's own stack use. */
function stageFile([file, ...more]: readonly string[]): string {
  if (more.length > 0) throw new UsageError(`expected one stage file, found ${more[0]} as well`);
  const named = file ?? process.env.CONFIG_FILE;
  if (named) return named;
  throw new UsageError(
    "expected a stage file, as in: samltrail certificates config/production.yaml --outputs outputs.json",
  );
}

/**
 * Runs with the trust table of a stack.
 * @throws UsageError where the stack is not there, or not named
 */
export async function withCertificates<Result>(
  choice: StackChoice & { readonly trust?: string | undefined },
  positionals: readonly string[],
  now: Date,
  run: (parts: CertificatesParts) => Promise<Result>,
): Promise<Result> {
  const leave = await enterStack(choice);
  try {
    const file = stageFile(positionals);
    const own = positionals.length === 0 ? process.env.TRUST_DIRECTORY : undefined;
    const trustDirectory = choice.trust ?? own ?? join(dirname(file), "trust");
    if (!existsSync(trustDirectory)) {
      throw new UsageError(
        `there is no folder ${trustDirectory}: --trust names another (npm start makes .samltrail/trust)`,
      );
    }
    const { TRUST_TABLE } = stackResources("TRUST_TABLE");
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings));
    const baseUrl = process.env.BASE_URL;
    try {
      return await run({
        table: { client, name: TRUST_TABLE },
        trustDirectory,
        load: (overlay) =>
          loadConfiguration({
            file,
            trustDirectory,
            ...(baseUrl !== undefined && { baseUrl }),
            defaultBaseUrl: ANY_BASE_URL,
            now,
            overlay,
            outdatedMetadata: true,
          }),
      });
    } finally {
      client.destroy();
    }
  } finally {
    leave();
  }
}

/** What a change by hand is told with. */
export async function withTelling<Result>(
  { table }: CertificatesParts,
  run: (telling: Telling) => Promise<Result>,
): Promise<Result> {
  const names = stackResources("LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME");
  const events = new EventBridgeClient(clientSettings);
  const ledger = createDynamoDbLedger(table.client, names.LOGIN_LEDGER_TABLE);
  try {
    return await run({
      table,
      ledger,
      publication: {
        publish: (given) => publishEvents(events, names.EVENT_BUS_NAME, given),
        ledger,
        // Recorded all the same: republish-pending sends it.
        onLeftPending: () => undefined,
      },
    });
  } finally {
    events.destroy();
  }
}

export function originOf({ environment }: Configuration, now: Date): EventOrigin {
  const id = ulid(now.getTime());
  return { occurredAt: now, correlationId: id, attemptId: id, environment, producer: createProducer() };
}
