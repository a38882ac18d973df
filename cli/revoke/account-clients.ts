/** IAM clients for the accounts that roles are in: one's own, or by a role of the same name in each account. */
import { IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";

/** The account cannot be reached; `code` says why, in AWS's word where it is AWS's. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

export interface AccountClients {
  /** @throws Unreachable */
  of(account: string, partition: string): Promise<IAMClient>;
  close(): Promise<void>;
}

async function assumed(sts: STSClient, roleArn: string): Promise<IAMClient> {
  const answer = await sts
    .send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "samltrail-revoke", DurationSeconds: 900 }))
    .catch((cause: unknown) => {
      throw new Unreachable(cause instanceof Error ? cause.name : "Unknown", { cause });
    });
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = answer.Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return new IAMClient({ ...clientSettings, credentials });
}

/**
 * @param via the name of a role in each account, through which its roles may be changed; null for whom one is already, which reaches
 *   one's own account and no other: a role of the same name elsewhere must not be taken for the one that is meant
 */
export function createAccountClients(via: string | null): AccountClients {
  const sts = new STSClient(clientSettings);
  const clients = new Map<string, Promise<IAMClient>>();
  async function make(account: string, partition: string): Promise<IAMClient> {
    if (via !== null) return assumed(sts, `arn:${partition}:iam::${account}:role/${via}`);
    const own = await sts.send(new GetCallerIdentityCommand({})).catch((cause: unknown) => {
      throw new Unreachable(cause instanceof Error ? cause.name : "Unknown", { cause });
    });
    if (own.Account !== account) throw new Unreachable("OtherAccount");
    return new IAMClient(clientSettings);
  }

  return {
    of(account, partition) {
      const client = clients.get(account) ?? make(account, partition);
      clients.set(account, client);
      return client;
    },
    async close() {
      sts.destroy();
      for (const made of await Promise.allSettled(clients.values())) {
        if (made.status === "fulfilled") made.value.destroy();
      }
    },
  };
}
