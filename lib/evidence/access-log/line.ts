/** A line of the API's own access log, as infra/http-front.ts has it written: no address, no path that somebody typed. */
export interface Line {
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly route: string;
  readonly status: string;
  /** Status that the function gave; empty or `-` where it was never called. */
  readonly integrationStatus: string;
}

/** The route on which each request that reaches the function gives one outcome. */
const OWING = "ANY /saml/acs";

type Fields = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/**
 * Lines as the log group has them, or wrapped as CloudWatch exports them (`message`, `@message`).
 * @returns null for what is no such line
 */
export function parseLine(text: string): Line | null {
  try {
    let fields = JSON.parse(text) as Fields;
    const inner = fields.message ?? fields["@message"];
    if (typeof inner === "string") fields = JSON.parse(inner) as Fields;
    const line = {
      requestId: textOf(fields.requestId),
      at: Number(textOf(fields.requestTime) || Number.NaN),
      route: textOf(fields.route),
      status: textOf(fields.status),
      integrationStatus: textOf(fields.integrationStatus),
    };
    return line.requestId !== "" && Number.isFinite(line.at) && /^\d{3}$/.test(line.status) ? line : null;
  } catch {
    return null;
  }
}

/** AWS answered it before any function: too large, too many, no such route. */
export const neverCalled = ({ integrationStatus }: Line): boolean =>
  integrationStatus === "" || integrationStatus === "-";

/** It owes one Login Succeeded or Login Failed. */
export const isOwing = (line: Line): boolean => line.route === OWING && !neverCalled(line);
