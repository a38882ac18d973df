import { GetObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { parseEvent, type TrailEvent } from "../events/catalogue.ts";
import { sha256Of } from "./archive-object.ts";

export interface ArchivedEvent {
  /** The key of the object that holds it. */
  readonly key: string;
  readonly event: TrailEvent;
}

/**
 * Reads the archive's events below a prefix, object by object in the order of their keys.
 * @throws Error where an object's body does not hash to its name; ContractViolation where a line is no event
 */
export async function* readArchive(client: S3Client, bucket: string, prefix: string): AsyncGenerator<ArchivedEvent> {
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key: key } of page.Contents ?? []) {
      if (key === undefined) continue;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const body = (await Body?.transformToString("utf-8")) ?? "";
      if (!key.endsWith(`/${sha256Of(body)}.jsonl`))
        throw new Error(`the archive's object ${key} is not what its name says`);
      for (const line of body.split("\n").slice(0, -1)) yield { key, event: parseEvent(JSON.parse(line)) };
    }
  }
}
