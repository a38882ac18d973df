import assert from "node:assert/strict";
import { join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { exportCommand } from "../../../cli/export/export-command.ts";
import { reportCommand } from "../../../cli/report/report-command.ts";
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

const folderOf = (hour: string): string => `${ARCHIVE_PREFIX}${hour.replaceAll(/[-T]/g, "/")}/`;

/** No scene waits for an hour to pass: where nothing is sealed yet, what was archived lately is laid into the last hour that is over. */
async function archiveAsOf(hour: string, client: S3Client, Bucket: string): Promise<void> {
  if ((await keysBelow(client, Bucket, "seals/")).length > 0) return;
  const before = folderOf(lastDueHour(new Date()));
  const isLately = (key: string) => key > before && !key.startsWith(before);
  for (const key of (await keysBelow(client, Bucket, ARCHIVE_PREFIX)).filter(isLately)) {
    const Key = `${folderOf(hour)}${key.split("/").at(-1)}`;
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key }));
    const content = (await Body?.transformToString()) ?? "";
    await client.send(new PutObjectCommand({ Bucket, Key, Body: content, IfNoneMatch: "*" }));
  }
}

async function verify(folder: string): Promise<void> {
  const { code, out } = await command({ verify: verifyCommand }, ["verify", folder, "--quiet"]);
  // Nothing pins a key or a head here.
  assert.equal(code, SELF_CONSISTENT, out);
}

/** @returns what the package says of itself */
async function exported(hour: string, { commandFlags, environment, directory }: Deployment): Promise<string> {
  const target = join(directory, `evidence-${hour}`);
  const what = ["--from", hour, "--to", hour, "--out", target, "--environment", environment, "--by", "end-to-end"];
  const { code, errors, out } = await command({ export: exportCommand }, ["export", ...what, ...commandFlags]);
  assert.equal(code, 0, errors);
  await verify(target);
  return out.split("\n")[0]?.replace(`${target}: `, "") ?? "";
}

async function reported(hour: string, { commandFlags, environment, directory }: Deployment): Promise<void> {
  const target = join(directory, `report-${hour}`);
  const what = ["--from", hour, "--to", hour, "--out", target, "--environment", environment, "--by", "end-to-end"];
  const args = ["report", "--framework", "soc2", ...what, ...commandFlags];
  const { code, errors, out } = await command({ report: reportCommand }, args);
  assert.equal(code, 0, `${errors}\n${out}`);
  await verify(target);
}

export const evidence: Scene = {
  title: "an hour is sealed, exported and reported on, and both packages verified",
  async play(deployment) {
    const client = new S3Client({});
    try {
      const hour = lastDueHour(deployment.archiveTime());
      await archiveAsOf(hour, client, deployment.evidenceBucket);
      await deployment.invoke("seal-archive");
      const seen = await exported(hour, deployment);
      await reported(hour, deployment);
      return seen;
    } finally {
      client.destroy();
    }
  },
};
