/** Secrets Manager GetSecretValue and PutSecretValue: a secret is a file, readable by its owner only. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { hasCode } from "../../lib/files/has-code.ts";
import type { AtomicFiles } from "../files/atomic-files.ts";
import type { Account } from "./account.ts";
import { AwsError } from "./aws-error.ts";
import { type JsonService, validated } from "./json-service.ts";

const inputModel = z.strictObject({ SecretId: z.string().min(1).max(2048) });

const putModel = z.strictObject({
  SecretId: z.string().min(1).max(2048),
  SecretString: z.string().min(1).max(65_536),
  ClientRequestToken: z.string().min(32).max(64).optional(),
});

/** A secret's name becomes a file's name, so it may not lead anywhere else. */
const NAME = /^[a-z0-9][a-z0-9-]{0,127}$/;

/** Where a secret is kept. */
export function secretFile(directory: string, name: string): string {
  return join(directory, `${name}.json`);
}

export interface SecretsManagerOptions {
  readonly directory: string;
  readonly files: AtomicFiles;
  readonly account: Account;
}

export function secretsManager({ directory, files, account }: SecretsManagerOptions): JsonService {
  const arnOf = (name: string) => `arn:aws:secretsmanager:${account.region}:${account.id}:secret:${name}-local1`;

  /** Only the stack makes secrets: there is a file for each. */
  function nameOf(secretId: string): string {
    const name = secretId.replace(/^arn:aws:secretsmanager:[^:]*:[^:]*:secret:(.*)-[^-]{6}$/, "$1");
    if (NAME.test(name)) return name;
    throw missing();
  }

  const missing = () => new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

  async function writtenAt(name: string): Promise<number> {
    try {
      return (await stat(secretFile(directory, name))).mtimeMs / 1000;
    } catch (error) {
      throw hasCode(error, "ENOENT") ? missing() : error;
    }
  }

  const VERSION = { VersionId: "00000000-0000-4000-8000-000000000001", VersionStages: ["AWSCURRENT"] };

  return {
    target: "secretsmanager",
    name: "Secrets Manager",
    contentType: "application/x-amz-json-1.1",
    operations: {
      async GetSecretValue(input) {
        const name = nameOf(validated(inputModel, input).SecretId);
        const CreatedDate = await writtenAt(name);
        const SecretString = await readFile(secretFile(directory, name), "utf8");
        return { ARN: arnOf(name), Name: name, SecretString, CreatedDate, ...VERSION };
      },

      /** The version before is not kept. */
      async PutSecretValue(input) {
        const { SecretId, SecretString } = validated(putModel, input);
        const name = nameOf(SecretId);
        await writtenAt(name);
        await files.replace(secretFile(directory, name), SecretString);
        return { ARN: arnOf(name), Name: name, ...VERSION };
      },
    },
  };
}
