/** A line of the access log, in the format that infra/http-front.ts gives the HTTP API. */
export interface Answered {
  readonly requestId: string;
  readonly at: number;
  /** `-` where the API has no such route. */
  readonly route: string;
  readonly status: number;
  /** Whether a function was called for it. */
  readonly called: boolean;
  readonly latencyMs: number;
}

export const accessLogLine = ({ requestId, at, route, status, called, latencyMs }: Answered): string =>
  JSON.stringify({
    requestId,
    requestTime: String(at),
    route,
    status: String(status),
    integrationStatus: called ? "200" : "-",
    error: "-",
    latencyMs: String(latencyMs),
  });
