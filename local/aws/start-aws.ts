/** The AWS stand-in put together over a data directory; state is in files, so a second start finds it. */
import type { IncomingMessage, RequestListener } from "node:http";
import { join } from "node:path";
import type { AtomicFiles } from "../files/atomic-files.ts";
import { errorFields, type StackLog } from "../log.ts";
import type { Account } from "./account.ts";
import { cloudTrail } from "./cloudtrail/cloudtrail.ts";
import { managementRecord } from "./cloudtrail/management-record.ts";
import { openTrailHistory } from "./cloudtrail/trail-history.ts";
import { cloudWatch } from "./cloudwatch/cloudwatch.ts";
import { type MetricStore, openMetricStore } from "./cloudwatch/metric-store.ts";
import { cloudWatchLogs } from "./cloudwatch-logs.ts";
import { type EventEnvelope, eventBridge } from "./event-bridge.ts";
import { createFaults, type Faults } from "./faults.ts";
import { iam } from "./iam/iam.ts";
import { kms } from "./kms.ts";
import { type LogGroup, openLogGroup } from "./log-group.ts";
import { objectStore } from "./s3/object-store.ts";
import type { OnDeleted } from "./s3/s3.ts";
import { secretsManager } from "./secrets-manager.ts";
import { sqs } from "./sqs.ts";
import { standIn } from "./stand-in.ts";
import { federation } from "./sts/federation.ts";
import { createLateDelivery } from "./sts/late-delivery.ts";
import { createRoleSessions } from "./sts/role-sessions.ts";
import { sts } from "./sts/sts.ts";

export interface AwsOptions {
  readonly directory: string;
  readonly files: AtomicFiles;
  readonly account: Account;
  readonly busName: string;
  readonly buckets: readonly string[];
  /** Names of the keys in KMS. */
  readonly keys: readonly string[];
  /** Name of the log group that holds the HTTP API's access log. */
  readonly accessLogGroup: string;
  /** Resolves when every target's queue holds the event durably. */
  readonly deliver: (event: EventEnvelope) => Promise<void>;
  /** Messages by the name of the queue. */
  readonly queueDepths: () => ReadonlyMap<string, number>;
  /** How long CloudTrail takes to tell of an AssumeRole, in milliseconds. */
  readonly trailDelayMs: number;
  readonly log: StackLog;
}

export interface Aws {
  readonly listener: RequestListener;
  readonly metrics: MetricStore;
  readonly accessLog: LogGroup;
  readonly faults: Faults;
  close(): Promise<void>;
}

/** Where the secrets' files are, for who makes them and for who serves them. */
export const secretsDirectory = (dataDirectory: string) => join(dataDirectory, "secrets");

export async function startAws(options: AwsOptions): Promise<Aws> {
  const { directory, files, account, busName, deliver, log } = options;
  const metrics = await openMetricStore(join(directory, "cloudwatch", "data.jsonl"));
  const history = await openTrailHistory(join(directory, "cloudtrail", "records.jsonl"));
  const accessLog = await openLogGroup(options.accessLogGroup, join(directory, "logs", "access-log.jsonl"));
  const faults = createFaults();
  const services = [
    eventBridge({ account, busName, deliver, admit: faults.admitEntry }),
    cloudWatch(metrics),
    cloudWatchLogs([accessLog]),
    cloudTrail({ account, history }),
    secretsManager({ directory: secretsDirectory(directory), files, account }),
    sqs({ account, depths: options.queueDepths }),
    kms({ directory: join(directory, "kms"), files, account, keys: options.keys }),
  ];
  const trail = createLateDelivery({
    deliver,
    delayMs: options.trailDelayMs,
    onLost: (error) => log.error("a CloudTrail record was lost", errorFields(error)),
  });
  const clock = () => new Date();
  const tell = (records: readonly EventEnvelope[]): void => {
    history.keep(records);
    trail.send(records);
  };
  const sessions = createRoleSessions();
  // Not in the history that LookupEvents answers from: nobody asks it for these.
  const changed = (service: string) => (call: string, parameters: object, request: IncomingMessage) =>
    trail.send([managementRecord({ service, call, parameters, request }, account, sessions, clock())]);
  const queryServices = [
    sts({ account, sessions, trail: tell, clock }),
    iam({ directory: join(directory, "iam"), files, onChanged: changed("iam") }),
  ];
  const buckets = new Map(options.buckets.map((name) => [name, objectStore(join(directory, "s3", name), files)]));
  const onDeleted: OnDeleted = (bucketName, key, request) =>
    changed("s3")("DeleteObject", { bucketName, key }, request);
  const fronts = { services, queryServices, federation: federation(sessions, clock), buckets, onDeleted };
  return {
    listener: standIn({ ...fronts, faults, log }),
    metrics,
    accessLog,
    faults,
    async close() {
      await trail.close();
      await history.close();
      await accessLog.close();
      await metrics.close();
    },
  };
}
