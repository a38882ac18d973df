import type { LocalStack } from "./stack.ts";

export interface BannerOptions {
  readonly stack: Pick<LocalStack, "serviceProviderUrl" | "identityProviderUrl" | "awsUrl">;
  readonly dataDirectory: string;
  /** Notes on ports that were not free. */
  readonly notes: readonly string[];
}

/** What a person reads when the stack is ready. */
export function banner({ stack, dataDirectory, notes }: BannerOptions): string {
  const { serviceProviderUrl, identityProviderUrl, awsUrl } = stack;
  return [
    "",
    `samltrail is ready: ${serviceProviderUrl}`,
    "",
    `  sign in              ${serviceProviderUrl}/`,
    `  identity provider    ${identityProviderUrl}/   three people, and answers that must be refused`,
    `  dashboards, logins   ${awsUrl}/_local/   what happened, live; each login from its first step to its seal`,
    `  status, for tools    ${awsUrl}/_local/status`,
    `  data                 ${dataDirectory}   (archived events: s3/evidence/objects/)`,
    "",
    "Try: sign in as Alice Archer, then as Carol Chen, whom no role lets in. The log below has one line a login.",
    ...notes,
    "Ctrl-C stops it; the next start finds its data again.",
    "",
  ].join("\n");
}
