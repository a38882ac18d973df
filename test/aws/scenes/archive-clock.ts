/**
 * The clock of the archive's functions, set back to the first days of the month: a report on the month before needs every hour up to
 * then sealed, and no more, where sealing every hour up to now would take some hundreds of seals.
 */
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import type { FunctionName } from "../../../infra/pipeline.ts";
import type { Backstage } from "./backstage.ts";

const FUNCTIONS: readonly FunctionName[] = ["seal-archive", "join-access-log", "build-evidence-report"];

/** On the second day, once the day after the month is sealed whole: from then on the month before can be reported on. */
const REPORTED = { day: 2, hours: 2 } as const;

/** Two hours into the second day of this month, or now where that is still to come. */
export function archiveTime(now: Date): Date {
  const then = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), REPORTED.day, REPORTED.hours);
  return new Date(Math.min(now.getTime(), then));
}

/** Whether the month before is sealed to a day after its end. */
export const isMonthSealed = (now: Date): boolean => archiveTime(now).getTime() < now.getTime();

/** Loaded before the function: everything in it that asks for the time is told another. */
const clockSetBy = (milliseconds: number): string =>
  `const R=Date;globalThis.Date=class extends R{constructor(...a){if(a.length)super(...a);else super(R.now()+${milliseconds})}` +
  `static now(){return R.now()+${milliseconds}}}`;

async function setBack(client: LambdaClient, FunctionName: string | undefined, milliseconds: number): Promise<void> {
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const script = encodeURIComponent(clockSetBy(milliseconds));
  const NODE_OPTIONS = `${Environment?.Variables?.NODE_OPTIONS ?? ""} --import=data:text/javascript,${script}`;
  const Variables = { ...Environment?.Variables, NODE_OPTIONS };
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  await waitUntilFunctionUpdatedV2({ client, maxWaitTime: 30 }, { FunctionName });
}

export async function setBackArchiveClock({ functions }: Backstage, now: Date): Promise<void> {
  const client = new LambdaClient({});
  try {
    const milliseconds = archiveTime(now).getTime() - now.getTime();
    for (const { name, physicalName } of functions) {
      if (FUNCTIONS.some((each) => each === name)) await setBack(client, physicalName, milliseconds);
    }
  } finally {
    client.destroy();
  }
}
