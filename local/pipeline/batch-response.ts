/**
 * Which messages of a batch failed, read from a consumer's answer as Lambda reads it with `ReportBatchItemFailures`:
 * nothing reported is success; an answer that can't be understood fails the whole batch, so that nothing is lost.
 * (Lambda developer guide, "Implementing partial batch responses": success and failure conditions.)
 *
 * @returns the ids of the messages to try again
 */
export function failedMessages(response: unknown, messageIds: readonly string[]): readonly string[] {
  if (response === null || response === undefined) return [];
  if (typeof response !== "object" || Array.isArray(response)) return messageIds;
  const failures = (response as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined) return Object.keys(response).length === 0 ? [] : messageIds;
  if (failures === null) return [];
  if (!Array.isArray(failures)) return messageIds;
  const identifiers = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  const known = identifiers.filter((identifier): identifier is string => messageIds.includes(String(identifier)));
  // An empty, missing or unknown identifier: what the function meant can't be told.
  return known.length === identifiers.length ? known : messageIds;
}
