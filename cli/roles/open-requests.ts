/** The requests that are to be decided: of mappings that are still pruned, and as they were when it was asked. */
import { referenceOf } from "../../lib/roles/event-fields.ts";
import { listRequests } from "../../lib/roles/requests/request-store.ts";
import { type RestoreRequest, requestKey } from "../../lib/roles/requests/restore-request.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import { UsageError } from "../command.ts";
import { stackResources } from "../stack.ts";
import type { RolesParts } from "./parts.ts";

export interface OpenRequest {
  readonly request: RestoreRequest;
  readonly mapping: RoleMapping;
}

export const requestsTable = ({ client }: RolesParts) => ({
  client,
  name: stackResources("LOGIN_LEDGER_TABLE").LOGIN_LEDGER_TABLE,
});

/** One that was answered by restoring the mapping, by whatever way, needs no decision any more. */
function openOf(mappings: readonly RoleMapping[], request: RestoreRequest): readonly OpenRequest[] {
  const { pk } = requestKey(request);
  const mapping = mappings.find(
    (each) =>
      each.status === "pruned" &&
      each.prunedAt !== null &&
      requestKey({ ...request, mapping: referenceOf(each), prunedAt: each.prunedAt }).pk === pk,
  );
  return mapping && !request.declined ? [{ request, mapping }] : [];
}

export async function openRequests(parts: RolesParts, now: Date): Promise<readonly OpenRequest[]> {
  const mappings = await parts.store.all();
  const environments = [...new Set(mappings.map(({ environment }) => environment))].sort();
  const table = requestsTable(parts);
  const found = await Promise.all(environments.map((each) => listRequests(table, each, now)));
  return found.flat().flatMap((request) => openOf(mappings, request));
}

/** @throws UsageError where no open request has this number */
export async function theRequest(parts: RolesParts, id: string, now: Date): Promise<OpenRequest> {
  const found = (await openRequests(parts, now)).find(({ request }) => request.id === id);
  if (found) return found;
  throw new UsageError(`there is no open request ${id}: samltrail roles requests lists them`);
}
