/** Opens the AWS console with temporary credentials, through AWS's federation endpoint ("custom identity broker"). */
import * as z from "zod";
import type { RoleCredentials } from "./assume-role.ts";
import { CredentialsRefused } from "./refusal.ts";

interface Partition {
  readonly signIn: string;
  /** The console's host; regions have hosts below it. */
  readonly console: string;
}

const PARTITIONS: Readonly<Record<string, Partition>> = {
  aws: { signIn: "https://signin.aws.amazon.com", console: "console.aws.amazon.com" },
  "aws-us-gov": { signIn: "https://signin.amazonaws-us-gov.com", console: "console.amazonaws-us-gov.com" },
  "aws-cn": { signIn: "https://signin.amazonaws.cn", console: "console.amazonaws.cn" },
};

function partitionOf(iamRole: string): Partition {
  const name = iamRole.split(":")[1] ?? "";
  const partition = Object.hasOwn(PARTITIONS, name) ? PARTITIONS[name] : undefined;
  if (partition) return partition;
  throw new CredentialsRefused("malformed", {
    problem: "no-console",
    found: name,
    expected: "a role of aws, aws-us-gov or aws-cn",
  });
}

/**
 * Where in the console a person wants to go: the console's own hosts and no others.
 * @throws CredentialsRefused malformed
 */
export function consolePlace(iamRole: string, asked: string | null): string {
  const { console: host } = partitionOf(iamRole);
  if (asked === null) return `https://${host}/`;
  const url = URL.canParse(asked) ? new URL(asked) : null;
  const allowed =
    url?.protocol === "https:" &&
    url.port === "" &&
    url.username === "" &&
    url.password === "" &&
    (url.hostname === host || url.hostname.endsWith(`.${host}`));
  if (url && allowed) return url.href;
  throw new CredentialsRefused("malformed", { problem: "destination", expected: `https://${host}/…` });
}

const PATIENCE_MS = 5_000;

const signInToken = z.object({ SigninToken: z.string().min(1).max(16_384) });

export interface ConsoleSignIn {
  readonly credentials: RoleCredentials;
  readonly iamRole: string;
  readonly destination: string;
  /** Where to come back to when the console's session is over. */
  readonly issuer: string;
  /** In place of AWS's own. */
  readonly endpoint: string | null;
}

/**
 * The address that signs a browser in; good for 15 minutes, once. No SessionDuration: AWS refuses it for credentials of a chained role.
 * @throws CredentialsRefused dependency-unavailable. Errors of fetch stay here: the address asked holds the secret.
 */
export async function consoleSignIn({
  credentials,
  iamRole,
  destination,
  issuer,
  endpoint,
}: ConsoleSignIn): Promise<string> {
  const federation = new URL("/federation", endpoint ?? partitionOf(iamRole).signIn);
  const session = {
    sessionId: credentials.accessKeyId,
    sessionKey: credentials.secretAccessKey,
    sessionToken: credentials.sessionToken,
  };
  const query = new URLSearchParams({ Action: "getSigninToken", Session: JSON.stringify(session) });
  const unavailable = (found: string) =>
    new CredentialsRefused("dependency-unavailable", { problem: "console-sign-in", found });
  const response = await fetch(`${federation}?${query}`, {
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => {
    throw unavailable("no answer");
  });
  const answer = signInToken.safeParse(await response.json().catch(() => null));
  if (!response.ok || !answer.success) throw unavailable(`status ${response.status}`);
  const login = { Action: "login", Issuer: issuer, Destination: destination, SigninToken: answer.data.SigninToken };
  return `${federation}?${new URLSearchParams(login)}`;
}
