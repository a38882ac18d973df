import assert from "node:assert/strict";
import { readEvents } from "../../../cli/demo/evidence.ts";
import { startAtServiceProvider } from "../../../cli/demo/sign-in.ts";
import type { FunctionName } from "../../../infra/pipeline.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import type { Scene } from "../../e2e/scenario/deployment.ts";
import { type Backstage, callsOf, deliver } from "./backstage.ts";
import { guardChange } from "./trail-records.ts";

const SCHEDULED = ["send-heartbeat", "check-archive", "watch-certificates"] as const satisfies readonly FunctionName[];

const RECORDED = ["Pipeline Heartbeat", "Archive Checked", "Certificate Expiring", "Guard Changed", "Session Ended"];

/**
 * AWS did what it was asked and the answer was lost, so the SDK asks again: whoever wrote recognizes the write as its own, and says
 * nothing twice. The head of the first seal meets the same in the scene after this one.
 */
export const lostAnswers = (backstage: Backstage): Scene => ({
  title: "answers of AWS are lost on the way, and nothing is recorded twice or not at all",
  async play({ evidenceBucket, invoke, quiet, ...deployment }) {
    const { mishaps } = backstage;
    const lose = (name: FunctionName, operation: string, resource: string) =>
      mishaps.once("unanswered", `${name}, ${operation}`, callsOf(backstage, name, operation, resource));
    const count = async () => {
      const events: readonly TrailEvent[] = await readEvents(evidenceBucket);
      return RECORDED.map((type) => events.filter(({ metadata }) => metadata.type === type).length);
    };
    const before = await count();
    for (const name of SCHEDULED) {
      lose(name, "PutItem", "loginledger");
      await invoke(name);
    }
    lose("record-guard-changes", "PutItem", "loginledger");
    await deliver(backstage, "record-guard-changes", guardChange(evidenceBucket));
    lose("end-session", "PutItem", "loginledger");
    const { browser } = await startAtServiceProvider(deployment, "alice", "/");
    const home = `${deployment.serviceProviderUrl}/`;
    assert.equal((await browser.post(`${deployment.serviceProviderUrl}/session/end`, {}, home)).status, 303);
    await quiet();
    assert.deepEqual(mishaps.outstanding(), []);
    const after = await count();
    assert.deepEqual(
      after.map((each, index) => each - (before[index] ?? 0)),
      RECORDED.map(() => 1),
    );
    lose("seal-archive", "PUT", "heads");
    return `${RECORDED.length} answers lost, ${RECORDED.length} events recorded`;
  },
});
