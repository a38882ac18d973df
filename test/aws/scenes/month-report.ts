import assert from "node:assert/strict";
import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { monthBefore, recordKey, storedReportModel } from "../../../lib/evidence/report/stored-report.ts";
import type { Scene } from "../../e2e/scenario/deployment.ts";
import { isMonthSealed } from "./archive-clock.ts";

export const monthReport: Scene = {
  title: "the month before is reported on, once",
  async play({ evidenceBucket: Bucket, invoke }) {
    const now = new Date();
    if (!isMonthSealed(now)) return "not due: the month before is not sealed to a day after its end";
    const client = new S3Client({});
    const read = async () => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: recordKey(monthBefore(now)) }));
      return (await Body?.transformToString()) ?? "";
    };
    try {
      await invoke("build-evidence-report");
      const record = await read();
      const { data } = storedReportModel.parse(JSON.parse(record));
      const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key: data.package.key }));
      assert.equal(ContentLength, data.package.bytes);
      await invoke("build-evidence-report");
      assert.equal(await read(), record, "the month was reported on twice");
      return `${data.period.from} to ${data.period.to}, ${data.events} events, ${data.package.bytes} bytes`;
    } finally {
      client.destroy();
    }
  },
};
