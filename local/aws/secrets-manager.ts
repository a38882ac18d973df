/** Secrets Manager GetSecretValue: a secret is a file, readable by its owner only. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { hasCode } from "../files/atomic-files.ts";
import type { Account } from "./account.ts";
import { AwsError } from "./aws-error.ts";
import { type JsonService, validated } from "./json-service.ts";

const inputModel = z.strictObject({ SecretId: z.string().min(1).max(2048) });

/** A secret's name becomes a file's name, so it may not lead anywhere else. */
const NAME = /^[a-z0-9][a-z0-9-]{0,127}$/;

/** Where a secret is kept. */
export function secretFile(directory: string, name: string): string {
  return join(directory, `${name}.json`);
}

export function secretsManager(options: { readonly directory: string; readonly account: Account }): JsonService {
  const { directory, account } = options;
  const arnOf = (name: string) => `arn:aws:secretsmanager:${account.region}:${account.id}:secret:${name}-local1`;

  return {
    target: "secretsmanager",
    name: "Secrets Manager",
    contentType: "application/x-amz-json-1.1",
    operations: {
      async GetSecretValue(input) {
        const { SecretId } = validated(inputModel, input);
        const name = SecretId.replace(/^arn:aws:secretsmanager:[^:]*:[^:]*:secret:(.*)-[^-]{6}$/, "$1");
        const missing = new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
        if (!NAME.test(name)) throw missing;
        const file = secretFile(directory, name);
        try {
          return {
            ARN: arnOf(name),
            Name: name,
            SecretString: await readFile(file, "utf8"),
            VersionId: "00000000-0000-4000-8000-000000000001",
            VersionStages: ["AWSCURRENT"],
            CreatedDate: (await stat(file)).mtimeMs / 1000,
          };
        } catch (error) {
          if (hasCode(error, "ENOENT")) throw missing;
          throw error;
        }
      },
    },
  };
}
