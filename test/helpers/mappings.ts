/** Role mappings, as the file defines them and as the table holds them; what a test is about is given. */
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { mappingItem } from "../../lib/roles/mapping-item.ts";
import { type MappingDefinition, newMapping, type RoleMapping } from "../../lib/roles/role-mapping.ts";

/** An active mapping of the role `readers` of the provider `demo`, in the environment `test`, from the start of 2026. */
export function aMapping(given: Partial<RoleMapping> = {}): RoleMapping {
  return { ...newMapping(aDefinition(given), new Date("2026-01-01T00:00:00.000Z")), ...given };
}

export function aDefinition(given: Partial<MappingDefinition> = {}): MappingDefinition {
  const { samlRole = "readers", identityProvider = "demo", environment = "test" } = given;
  const id = `${identityProvider}-${samlRole}-${environment}`
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, 63);
  return {
    id: given.id ?? id,
    identityProvider,
    samlRole,
    environment,
    iamRole: given.iamRole ?? `arn:aws:iam::123456789012:role/${given.id ?? id}`,
    owner: given.owner ?? "platform@acme.example",
    purpose: given.purpose ?? `test of ${samlRole}`,
    maximumSessionMinutes: given.maximumSessionMinutes ?? 60,
    envelope: given.envelope ?? null,
    protected: given.protected ?? false,
    optOut: given.optOut ?? null,
  };
}

/** Puts a mapping as it is, over what is there, as no code of ours would. */
export async function putMapping(client: DynamoDBDocumentClient, mapping: RoleMapping): Promise<void> {
  await client.send(new PutCommand({ TableName: "role-mappings", Item: mappingItem(mapping) }));
}

/** Puts the mappings of these definitions, active. */
export async function putDefinitions(
  client: DynamoDBDocumentClient,
  definitions: readonly MappingDefinition[],
  createdAt = new Date("2026-01-01T00:00:00.000Z"),
): Promise<void> {
  for (const definition of definitions) await putMapping(client, newMapping(definition, createdAt));
}

/** The file that defines these mappings, which have no opt-out (the file writes one as a day, and a mapping holds an instant). */
export function mappingFile(definitions: readonly MappingDefinition[]): string {
  return JSON.stringify({ mappings: definitions }, (_, value: unknown) => value ?? undefined, 2);
}
