import assert from "node:assert/strict";
import { ATTEMPTS } from "../../../cli/demo/attempts.ts";
import { runDemo } from "../../../cli/demo/run-demo.ts";
import type { Scene } from "./deployment.ts";

/** The demo's attempts: each leaves its events in the archive and its part in every metric, and nothing else does. */
export const signIns: Scene = {
  title: "nine attempts to sign in, their events in the archive, their totals in the metrics",
  async play(deployment) {
    const lines: string[] = [];
    const { evidenceBucket: bucket, environment } = deployment;
    const print = (line: string) => void lines.push(line);
    const problems = await runDemo({ stack: deployment, bucket, environment, print });
    assert.deepEqual(problems, [], lines.join("\n"));
    return `${ATTEMPTS.length} attempts, as they must be`;
  },
};
