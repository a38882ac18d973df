/** What the parts of the demo share: the stack, its clock, the files of the stage, and the ways to act on them. */
import { S3Client } from "@aws-sdk/client-s3";
import { ARCHIVE_PREFIX } from "../../../lib/archive/archive-object.ts";
import { readArchive } from "../../../lib/archive/read-archive.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import type { Usage } from "../../../lib/roles/usage/usage-days.ts";
import { LOCAL_NAMES } from "../../../local/functions/environment.ts";
import type { LocalStack } from "../../../local/stack.ts";
import type { Clock } from "./clock.ts";
import { type Ran, samltrail } from "./commands.ts";
import { type Heartbeats, hoursBetween } from "./heartbeats.ts";
import type { WatchedLog } from "./log.ts";
import type { Report } from "./report.ts";
import type { StageFiles } from "./stage-files.ts";

/** Days after the start on which something happens. */
export interface Calendar {
  /** Alice signs in; the opt-out is given. */
  readonly month: number;
  /** The daily run marks. */
  readonly marks: number;
  /** Carol uses what is marked. */
  readonly used: number;
  /** Some hours are lost. */
  readonly gap: number;
  /** What was marked has waited. */
  readonly due: number;
  /** Bob wants in again. */
  readonly comeback: number;
  readonly year: number;
}

export function calendarOf({
  unusedDays,
  waitDays,
}: {
  readonly unusedDays: number;
  readonly waitDays: number;
}): Calendar {
  const marks = unusedDays + 1;
  const due = marks + waitDays + 1;
  const month = Math.ceil(unusedDays / 2);
  return { month, marks, used: marks + 1, gap: marks + 2, due, comeback: due + 1, year: 366 };
}

export interface Scene {
  readonly stack: LocalStack;
  /** Where it keeps its data. */
  readonly data: string;
  readonly files: StageFiles;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly heartbeats: Heartbeats;
  readonly log: WatchedLog;
  readonly report: Report;
}

export const day = (instant: Date): string => instant.toISOString().slice(0, 10);

/** Runs `samltrail roles …` on this stack, and shows the command line; the paths in it are cut. */
export async function roles({ data, files, report }: Scene, shown: string, ...args: readonly string[]): Promise<Ran> {
  report.say(`$ samltrail roles ${shown}`);
  const { code, lines } = await samltrail("roles", ...args, "--stack", "local", "--data", data);
  return { code, lines: lines.flatMap((line) => line.replaceAll(`${files.folder}/`, "").split("\n")) };
}

/** Indented below its command. */
export const show = ({ report }: Scene, lines: readonly string[]): void => {
  for (const line of lines) report.say(`  ${line}`);
};

/** A mapping as `roles list --all --json` has it. */
export type Listed = RoleMapping & { readonly usage: Usage };

export async function listed({ data }: Scene): Promise<ReadonlyMap<string, Listed>> {
  const { lines } = await samltrail("roles", "list", "--all", "--json", "--stack", "local", "--data", data);
  return new Map((JSON.parse(lines.join("\n")) as Listed[]).map((mapping) => [mapping.id, mapping]));
}

/** Archived events that occurred since then, which is not long ago. */
export async function eventsSince(since: Date): Promise<readonly TrailEvent[]> {
  const client = new S3Client({});
  try {
    const found = new Map<string, TrailEvent>();
    for (const arrived of new Set([day(since), day(new Date())])) {
      const prefix = `${ARCHIVE_PREFIX}${arrived.replaceAll("-", "/")}/`;
      for await (const { event } of readArchive(client, LOCAL_NAMES.evidenceBucket, prefix)) {
        if (event.metadata.occurredAt >= since.toISOString()) found.set(event.metadata.id, event);
      }
    }
    return [...found.values()];
  } finally {
    client.destroy();
  }
}

/**
 * Moves the clock day by day, and leaves what the pipeline would have left.
 * @param lost hours (by their start) of which nothing is left
 * @returns how many hours were written
 */
export async function liveThrough(
  { clock, heartbeats, stack }: Scene,
  from: number,
  until: number,
  lost: readonly Date[] = [],
): Promise<number> {
  // What is under way belongs to the time before.
  await stack.quiet();
  let written = 0;
  for (let each = from + 1; each <= until; each += 1) {
    clock.moveToDay(each);
    const hours = hoursBetween(clock.dayAt(each - 1), clock.dayAt(each));
    const heard = hours.filter((hour) => !lost.some((other) => other.getTime() === hour.getTime()));
    await heartbeats.write(heard);
    written += heard.length;
  }
  return written;
}

/** Calls a scheduled function, and waits until all that follows from it is done. */
export async function fire({ stack }: Scene, name: string): Promise<void> {
  const { status } = await fetch(`${stack.awsUrl}/_local/schedules/${name}`, { method: "POST" });
  if (status !== 200) throw new Error(`${name} failed: the log says why`);
  await stack.quiet();
}
