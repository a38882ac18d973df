import assert from "node:assert/strict";
import { join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { exportCommand } from "../../../cli/export/export-command.ts";
import { verifyCommand } from "../../../cli/verify/verify-command.ts";
import { ARCHIVE_PREFIX } from "../../../lib/archive/archive-object.ts";
import { command } from "./command.ts";
import type { Deployment, Scene } from "./deployment.ts";

const SELF_CONSISTENT = 3;

async function keysBelow(client: S3Client, Bucket: string, Prefix: string): Promise<readonly string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key = "" }) => Key);
}

/** The last hour that may be sealed: over for ten minutes. */
function lastDueHour(now: Date): string {
  return new Date(now.getTime() - 70 * 60_000).toISOString().slice(0, 13);
}

/** No scene waits for an hour to pass: where nothing is sealed yet, what was archived is laid into the last hour that is over. */
async function archiveAsOf(hour: string, client: S3Client, Bucket: string): Promise<void> {
  if ((await keysBelow(client, Bucket, "seals/")).length > 0) return;
  for (const key of await keysBelow(client, Bucket, ARCHIVE_PREFIX)) {
    const Key = `${ARCHIVE_PREFIX}${hour.replaceAll(/[-T]/g, "/")}/${key.split("/").at(-1)}`;
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key }));
    const content = (await Body?.transformToString()) ?? "";
    await client.send(new PutObjectCommand({ Bucket, Key, Body: content, IfNoneMatch: "*" }));
  }
}

async function exported(deployment: Deployment, hour: string): Promise<string> {
  const { commandFlags, environment, directory } = deployment;
  const target = join(directory, `evidence-${hour}`);
  const what = [
    "--from",
    hour,
    "--to",
    hour,
    "--out",
    target,
    "--environment",
    environment,
    "--by",
    "the end-to-end test",
  ];
  const args = ["export", ...what, ...commandFlags];
  const { code, errors, out } = await command({ export: exportCommand }, args);
  assert.equal(code, 0, errors);
  const verified = await command({ verify: verifyCommand }, ["verify", target, "--quiet"]);
  assert.equal(verified.code, SELF_CONSISTENT, verified.out);
  return out.split("\n")[0]?.replace(`${target}: `, "") ?? "";
}

export const evidence: Scene = {
  title: "an hour is sealed, exported and verified",
  async play(deployment) {
    const client = new S3Client({});
    try {
      const hour = lastDueHour(new Date());
      await archiveAsOf(hour, client, deployment.evidenceBucket);
      await deployment.invoke("seal-archive");
      return await exported(deployment, hour);
    } finally {
      client.destroy();
    }
  },
};
