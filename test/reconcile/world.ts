/** What reconciliation's tests share: both halves of one call, and the parts over dynalite. */
import { DeleteCommand, GetCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { createProducer } from "../../lib/events/producer.ts";
import type { Identity } from "../../lib/identity/identities.ts";
import { createPseudonymizer } from "../../lib/identity/pseudonyms.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { type Issuance, issuanceOf, type Sighting, sightingOf } from "../../lib/reconcile/halves.ts";
import type { Surroundings } from "../../lib/reconcile/reconcile.ts";
import { aTrailRecord, LENDER, OTHER_READER, READER } from "../fixtures/cloudtrail/read.ts";
import type { Dynalite } from "../helpers/dynalite.ts";
import { aRoleCredentialsIssued, NOON } from "../helpers/events.ts";
import { aMapping } from "../helpers/mappings.ts";

export const CORRELATION = "01J8ZQ4Y3V5K7M9N2P4R6T8W0X";

const referenceTo = (iamRole: string) => ({
  id: "demo-readers-test",
  identityProviderId: "demo",
  samlRole: "readers",
  environment: "test",
  iamRole,
});

/** The event of the call that the fixture `assume-role` tells of. */
export const anIssuedEvent = (accessKeyId = "ASIAEXAMPLEISSUED001", iamRole = READER, at = NOON) =>
  aRoleCredentialsIssued(
    {
      accessKeyId,
      mapping: referenceTo(iamRole),
      sourceIdentity: `k1.${"s".repeat(43)}`,
      sessionName: `person-${CORRELATION}`,
    },
    at,
  );

export const anIssuance = (...given: Parameters<typeof anIssuedEvent>): Issuance => issuanceOf(anIssuedEvent(...given));

export const aSighting = (given: Partial<Sighting> = {}): Sighting => ({
  ...sightingOf(aTrailRecord("assume-role"), READER, true, { ip: null, userAgent: null }),
  ...given,
});

interface World {
  readonly parts: Surroundings;
  readonly published: TrailEvent[];
  readonly remembered: Identity[];
}

type Unmatched = Extract<TrailEvent, { data: { direction: string } }>;

export const unmatchedIn = (events: readonly TrailEvent[]) => events.map((event) => (event as Unmatched).data);

/** Everything anew but the tables; `now` is six minutes after the call, when CloudTrail usually tells of it. */
export function aWorld({ client }: Dynalite, now = new Date(NOON.getTime() + 6 * 60_000)): World {
  const published: TrailEvent[] = [];
  const remembered: Identity[] = [];
  const parts: Surroundings = {
    table: { client, name: "reconciliation" },
    ledger: { client, name: "login-ledger" },
    publication: {
      async publish(events) {
        published.push(...events);
        return { published: events.map(({ metadata }) => metadata.id), refused: [] };
      },
      ledger: createDynamoDbLedger(client, "login-ledger"),
      onLeftPending: (_refused, error) => {
        throw error;
      },
    },
    environment: "test",
    producer: createProducer(),
    attemptId: CORRELATION,
    now,
    lender: LENDER,
    mappings: [aMapping({ iamRole: READER }), aMapping({ id: "elsewhere", samlRole: "else", iamRole: OTHER_READER })],
    pseudonymizer: createPseudonymizer({ current: "k1", keys: { k1: new Uint8Array(32).fill(9) } }),
    async remember(identities) {
      remembered.push(...identities);
    },
  };
  return { parts, published, remembered };
}

export async function callOf({ client }: Dynalite, accessKeyId: string): Promise<Record<string, unknown> | undefined> {
  const get = new GetCommand({ TableName: "reconciliation", Key: { pk: `key#${accessKeyId}` } });
  return (await client.send(get)).Item;
}

/** Makes both tables empty. */
export async function forgetAll({ client }: Dynalite): Promise<void> {
  for (const TableName of ["reconciliation", "login-ledger"]) {
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    for (const { pk } of Items) await client.send(new DeleteCommand({ TableName, Key: { pk } }));
  }
}
