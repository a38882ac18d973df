/** `samltrail roles requests`: who asks for a pruned mapping back. */
import { parseArgs } from "node:util";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { createEvent } from "../../lib/events/create-event.ts";
import { printable } from "../../lib/events/printable.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { publishRecorded } from "../../lib/events/publish-recorded.ts";
import { roleMappingRestoreDeclined } from "../../lib/events/role-mapping-restore-declined.ts";
import { createDynamoDbNames } from "../../lib/identity/dynamodb-names.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { declineRequest } from "../../lib/roles/requests/request-store.ts";
import { type Surroundings, UsageError } from "../command.ts";
import { STACK_OPTIONS, stackResources } from "../stack.ts";
import { bounded } from "./bounded.ts";
import { originOf } from "./change-one.ts";
import { type OpenRequest, openRequests, requestsTable, theRequest } from "./open-requests.ts";
import { decidedBy } from "./owner.ts";
import { type RolesParts, whoIsThere, withRoles } from "./parts.ts";

/** Whose name or words are known no more: they were erased, or kept for long enough. */
const GONE = "not known any more";

async function inClear(parts: RolesParts, open: readonly OpenRequest[]) {
  const { IDENTITIES_TABLE } = stackResources("IDENTITIES_TABLE");
  const pseudonyms = open.flatMap(({ request: { subject, reason } }) => [subject, reason]);
  const known = await createDynamoDbNames(parts.client, IDENTITIES_TABLE).find([...new Set(pseudonyms)]);
  return open.map(({ request, mapping }) => {
    const person = known.get(request.subject);
    return {
      requestId: request.id,
      mappingId: mapping.id,
      environment: mapping.environment,
      samlRole: mapping.samlRole,
      iamRole: mapping.iamRole,
      owner: mapping.owner,
      subject: request.subject,
      name: person?.displayName ?? null,
      nameId: person?.value ?? null,
      reason: known.get(request.reason)?.value ?? null,
      prunedAt: request.prunedAt,
      requestedAt: request.requestedAt,
      expiresAt: request.validUntil,
    };
  });
}

type Listed = Awaited<ReturnType<typeof inClear>>[number];

const minute = (instant: string): string => instant.slice(0, 16).replace("T", " ");

function lines(each: Listed): readonly string[] {
  const { name, nameId, reason } = each;
  const who = name === null || name === nameId ? (nameId ?? GONE) : `${name} (${nameId})`;
  return [
    `${each.requestId}  ${each.mappingId} in ${each.environment}`,
    `    asked by   ${printable(who, 200)}, ${minute(each.requestedAt)}; expires ${each.expiresAt.slice(0, 10)}`,
    `    reason     ${reason === null ? GONE : printable(reason.replaceAll("\n", " / "), 2_000)}`,
    `    for        ${printable(each.samlRole, 256)} > ${each.iamRole}, pruned ${each.prunedAt.slice(0, 10)}`,
    `    owner      ${printable(each.owner, 256)}`,
  ];
}

async function list(args: readonly string[], { out, now }: Surroundings): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { ...STACK_OPTIONS, json: { type: "boolean", default: false } },
  });
  const listed = await withRoles(values, async (parts) => inClear(parts, await openRequests(parts, now)));
  if (values.json) out(JSON.stringify(listed, null, 2));
  else if (listed.length === 0) out("nobody asks for a pruned mapping");
  else {
    for (const line of listed.flatMap(lines)) out(line);
    out(
      `approve: samltrail roles restore ${listed[0]?.mappingId} --request ${listed[0]?.requestId} --why … --as <owner>`,
    );
    out(`decline: samltrail roles requests decline ${listed[0]?.requestId} --why … --as <owner>`);
  }
  return 0;
}

async function decline(args: readonly string[], { out, error, now }: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...STACK_OPTIONS, by: { type: "string" }, as: { type: "string" }, why: { type: "string" } },
  });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0)
    throw new UsageError("expected one request's number: samltrail roles requests lists them");
  const why = bounded("why", values.why, 512);
  return withRoles(values, async (parts) => {
    const { request, mapping } = await theRequest(parts, id, now);
    const by = await decidedBy(mapping, { by: values.by, as: values.as, whoIsThere: () => whoIsThere(values) });
    const event = createEvent(roleMappingRestoreDeclined, originOf(mapping, now), {
      requestId: request.id,
      requestedBy: request.subject,
      requestedAt: request.requestedAt,
      mapping: request.mapping,
      by,
      why,
    });
    const table = requestsTable(parts);
    const pending = await declineRequest(table, request, { at: now.toISOString(), by, why }, event);
    if (!pending) {
      error(`somebody declined ${id} at the same moment`);
      return 1;
    }
    const publication = {
      publish: (given: readonly TrailEvent[]) => publishEvents(parts.events, parts.busName, given),
      ledger: createDynamoDbLedger(table.client, table.name),
      onLeftPending: () => error("its event waits in the ledger: republish-pending sends it"),
    };
    await publishRecorded(publication, pending, [event]);
    out(`${id} declined by ${by}: ${mapping.id} stays pruned`);
    return 0;
  });
}

/** `samltrail roles requests` and `samltrail roles requests decline`. */
export function requestsForRoles(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const [first, ...rest] = args;
  return first === "decline" ? decline(rest, surroundings) : list(args, surroundings);
}
