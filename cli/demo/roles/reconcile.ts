/** What CloudTrail saw against what was issued: one assumption nobody issued, and what it stops until it is closed. */
import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { roleAssumptionUnmatched } from "../../../lib/events/role-assumption-unmatched.ts";
import { ofType, pruneByCommand } from "./daily-run.ts";
import { strangersKey } from "./people.ts";
import { eventsSince, fire, type Scene } from "./scene.ts";

const ROLE = "arn:aws:iam::111122223333:role/samltrail-administrator";

async function assumeAsStranger(): Promise<void> {
  const credentials = { accessKeyId: strangersKey(), secretAccessKey: "not one of ours" };
  const client = new STSClient({ credentials });
  try {
    await client.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "nightly-backup" }));
  } finally {
    client.destroy();
  }
}

/** What the alarm watches (infra/role-assumption-alarm.ts). */
async function alarmingSum(since: Date): Promise<number> {
  const client = new CloudWatchClient({});
  try {
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: "samltrail/operations",
        MetricName: "RoleAssumptionUnmatched",
        Dimensions: [{ Name: "service", Value: "samltrail" }],
        StartTime: new Date(since.getTime() - 60_000),
        EndTime: new Date(Date.now() + 60_000),
        Period: 60,
        Statistics: ["Sum"],
      }),
    );
    return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0);
  } finally {
    client.destroy();
  }
}

async function closeFinding(scene: Scene, eventId: string): Promise<void> {
  const { report, files } = scene;
  const held = await pruneByCommand(scene);
  report.check(held.reason === "open-findings", "pruning does nothing while it is open");
  const closed = { eventId, reason: "the old backup job: role no longer trusts it", by: "security@example.com" };
  await files.changeStage((document) => document.setIn(["pruning", "closedFindings"], [closed]));
  report.say("somebody looks into it, and names the event in pruning.closedFindings of the stage file");
  const open = await pruneByCommand(scene);
  report.check(open.outcome === "dry-run", "pruning goes on");
}

export async function reconcile(scene: Scene): Promise<void> {
  const { report, log, stack } = scene;
  report.part("CloudTrail: one assumption that nobody issued");
  const since = new Date();
  await assumeAsStranger();
  await log.until("reconciled", "unmatched", 1);
  await stack.quiet();
  const events = await eventsSince(since);
  const finding = ofType(events, roleAssumptionUnmatched);
  const found = finding ? `${finding.direction}, ${finding.stage}: ${finding.iamRole}` : "nothing";
  report.check(
    finding?.direction === "seen-never-issued" && finding.stage === "final" && finding.iamRole === ROLE,
    `Role Assumption Unmatched: ${found}`,
  );
  if (finding) report.say(`  by ${finding.seen?.callerArn}, session ${finding.sessionName}`);
  const sum = await alarmingSum(since);
  report.check(
    sum === 1,
    `RoleAssumptionUnmatched is ${sum}: the alarm goes off (docs/runbooks/role-assumption-unmatched.md)`,
  );
  await fire(scene, "reconcile-cloudtrail-overdue");
  const all = (await eventsSince(since)).filter(({ metadata }) => metadata.type === roleAssumptionUnmatched.name);
  report.check(
    all.length === 1,
    "the four that were issued have their records: no other finding, and this one is said once",
  );
  const [{ metadata } = { metadata: { id: "" } }] = all;
  await closeFinding(scene, metadata.id);
}
