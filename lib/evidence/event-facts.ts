/**
 * What a seal counts of an event. It reads any line, however odd: what does not fit is `unknown`, never left out. The
 * verifier counts by the same rules in its own words (`verifier/verify.mjs`).
 */

export interface CountedFacts {
  readonly type: string;
  /** Attempts that the event stands for: more than one only for an aggregated flood. */
  readonly attempts: number;
  readonly reason: string | null;
  readonly identityProvider: string | null;
  /** Ids of the mappings that were granted. */
  readonly roles: readonly string[];
}

export interface EventFacts extends CountedFacts {
  /** The event's own id; for a line without one, the hash of its leaf. */
  readonly id: string;
  /** Hour of occurrence. */
  readonly hour: string;
  readonly producer: { readonly id: string; readonly sequence: number } | null;
}

const UNKNOWN = "unknown";
const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const TYPE = /^[A-Z][A-Za-z ]{0,63}$/;
const SHORT = /^[a-z0-9][a-z0-9-]{0,63}$/;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const fitting = (value: unknown, pattern: RegExp): string =>
  typeof value === "string" && pattern.test(value) ? value : UNKNOWN;

const positive = (value: unknown): number | null =>
  Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : null;

function parse(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
}

function identityProviderOf(type: string, data: Fields): string | null {
  const named = fieldsOf(data.identityProvider).id ?? data.identityProviderId;
  if (named === undefined || named === null) return type === "Login Failed" ? UNKNOWN : null;
  return fitting(named, SHORT);
}

/** @param leaf the hash of the line's leaf */
export const eventFacts = (line: string, leaf: string): EventFacts => factsOf(parse(line), leaf);

/** What is counted of a line that is parsed already. */
export function countedFacts(parsed: unknown): CountedFacts {
  const event = fieldsOf(parsed);
  const [metadata, data] = [fieldsOf(event.metadata), fieldsOf(event.data)];
  const type = fitting(metadata.type, TYPE);
  const granted = type === "Roles Mapped" && Array.isArray(data.granted) ? data.granted : [];
  return {
    type,
    attempts: (type === "Login Failed" && positive(data.count)) || 1,
    reason: type === "Login Failed" ? fitting(data.reason, SHORT) : null,
    identityProvider: identityProviderOf(type, data),
    roles: granted.map((each) => fitting(fieldsOf(each).mappingId, SHORT)),
  };
}

function factsOf(parsed: unknown, leaf: string): EventFacts {
  const metadata = fieldsOf(fieldsOf(parsed).metadata);
  const producer = fieldsOf(metadata.producer);
  const sequence = positive(producer.sequence);
  return {
    ...countedFacts(parsed),
    id: typeof metadata.id === "string" && ULID.test(metadata.id) ? metadata.id : leaf,
    hour: fitting(metadata.occurredAt, /^\d{4}-\d{2}-\d{2}T\d{2}:/).slice(0, 13),
    producer: sequence !== null && ULID.test(String(producer.id)) ? { id: String(producer.id), sequence } : null,
  };
}
