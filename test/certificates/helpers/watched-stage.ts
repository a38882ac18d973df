/** A stage whose provider publishes its metadata, with the tables on dynalite and what the bus took. */

import { ulid } from "ulid";
import type { Telling } from "../../../lib/certificates/tell-untold.ts";
import { parseEvent, type TrailEvent } from "../../../lib/events/catalogue.ts";
import type { EventOrigin } from "../../../lib/events/create-event.ts";
import { createProducer } from "../../../lib/events/producer.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { entity, keyDescriptor, type MetadataParts, singleSignOn } from "../../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, stageFolder } from "../../config/helpers/stage-folder.ts";
import { type CertificateName, certificateBase64 } from "../../fixtures/keys.ts";
import { clearTable, type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { LEDGER } from "../../helpers/ledger.ts";

const METADATA_URL = "https://idp.test/metadata";

const SSO = "https://idp.test/sso";

/** Metadata with these certificates for signing. */
export function published(
  names: readonly CertificateName[],
  more: MetadataParts & { readonly sso?: string } = {},
): string {
  const { sso = SSO, ...parts } = more;
  const keys = names.map((name) => keyDescriptor(certificateBase64(name), "signing")).join("");
  return entity({ children: keys + singleSignOn(sso), ...parts });
}

export const watchedStage = (more = "") =>
  STAGE.replace("metadata: okta.xml\n", `metadata: okta.xml\n    metadataUrl: ${METADATA_URL}\n${more}`);

export async function openWatchedStage() {
  const dynalite: Dynalite = await startDynalite();
  const folder = stageFolder({ "stage.yaml": watchedStage(), "mappings.yaml": MAPPINGS });
  const table = { client: dynalite.client, name: "trust" };
  const ledger = createDynamoDbLedger(dynalite.client, LEDGER);
  const told: TrailEvent[] = [];
  let document = "";
  const telling: Telling = {
    table,
    ledger,
    publication: {
      publish: async (events) => {
        told.push(...events.map((event) => parseEvent(JSON.parse(JSON.stringify(event)))));
        return { published: events.map(({ metadata }) => metadata.id), refused: [] };
      },
      ledger,
      onLeftPending: () => undefined,
    },
  };
  const origin = (now: Date): EventOrigin => {
    const id = ulid(now.getTime());
    return { occurredAt: now, correlationId: id, attemptId: id, environment: "dev", producer: createProducer() };
  };
  return {
    dynalite,
    folder,
    table,
    ledger,
    telling,
    told,
    origin,
    /** What the provider publishes from now on. */
    publish: (text: string) => {
      document = text;
    },
    /** What is deployed from now on. */
    deploy: (text: string) => folder.write("trust/okta.xml", text),
    fetch: async () => document,
    async clear() {
      told.length = 0;
      await Promise.all([clearTable(dynalite.client, "trust"), clearTable(dynalite.client, LEDGER)]);
      folder.write("stage.yaml", watchedStage());
    },
    async close() {
      folder.remove();
      await dynalite.stop();
    },
  };
}
