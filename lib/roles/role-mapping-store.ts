/** The role mappings as those see them who change them: the command, the pruning, and the record of their use. */
import { type DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { TrailEvent } from "../events/catalogue.ts";
import type { Outbox } from "../ledger/republish-pending.ts";
import { type ChangeResult, changeMapping, createMapping, type MappingChange } from "./change-mapping.ts";
import { readMapping } from "./mapping-item.ts";
import { createMappingOutbox } from "./mapping-outbox.ts";
import type { RoleMapping } from "./role-mapping.ts";

export interface RoleMappingStore {
  /** Every mapping, of any environment and status, in no order. */
  all(): Promise<readonly RoleMapping[]>;
  /** Puts a mapping where none is. */
  create(mapping: RoleMapping, event: TrailEvent): Promise<ChangeResult>;
  /**
   * Changes a mapping that is still as it was read; the event speaks of `mapping.revision + 1`. It waits in the mapping's item
   * until it is published: hand `pending` and the event to `publishRecorded` with the `outbox` as its ledger.
   * @param options asUnused: refuse also where it was granted or used since it was read
   */
  change(
    mapping: RoleMapping,
    change: MappingChange,
    event: TrailEvent,
    options?: { readonly asUnused?: boolean },
  ): Promise<ChangeResult>;
  /** Where the events of changes wait. */
  readonly outbox: Outbox;
}

export function createRoleMappingStore(client: DynamoDBDocumentClient, tableName: string): RoleMappingStore {
  const table = { client, name: tableName };
  return {
    async all() {
      const mappings: RoleMapping[] = [];
      for await (const page of paginateScan({ client }, { TableName: tableName, ConsistentRead: true })) {
        mappings.push(...(page.Items ?? []).map(readMapping));
      }
      return mappings;
    },
    create: (mapping, event) => createMapping(table, mapping, event),
    change: (mapping, change, event, options) => changeMapping(table, mapping, change, event, options),
    outbox: createMappingOutbox(client, tableName),
  };
}
