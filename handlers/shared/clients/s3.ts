import { S3Client } from "@aws-sdk/client-s3";
import { clientSettings } from "./settings.ts";

let client: S3Client | undefined;

/** The process's S3 client, made when it is first asked for. */
export function s3(): S3Client {
  client ??= new S3Client(clientSettings);
  return client;
}
