/** Use as CloudWatch's metrics counted it (lib/metrics/): a second record of each grant, kept by another consumer than the table. */
import { type CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from "@aws-sdk/client-cloudwatch";
import { type DimensionOf, METRICS, type MetricName, OTHER_ROLE } from "../../../metrics/definitions.ts";
import { dayOf, daysBefore, startOfDay } from "../days.ts";
import type { DayOfUse } from "../decision.ts";
import type { SecondSources } from "../second-source.ts";

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** CloudWatch keeps data of an hour for 455 days; the first of them is not whole. */
const KEPT_DAYS = 454;

/** Queries of one GetMetricData call. */
const MAXIMUM_QUERIES = 500;

/** Data of the present hour may still be on their way. */
const SETTLING_MILLISECONDS = 2 * HOUR_SECONDS * 1000;

export interface MetricUses {
  readonly client: CloudWatchClient;
  readonly namespace: string;
  readonly environment: string;
}

interface Series {
  readonly id: string;
  readonly query: MetricDataQuery;
}

function series<Name extends MetricName>(
  { namespace, environment }: MetricUses,
  id: string,
  name: Name,
  dimensions: Partial<Record<Exclude<DimensionOf<Name>, "Environment">, string>>,
  period: number,
): Series {
  const all: Record<string, string> = { Environment: environment, ...dimensions };
  const named = (METRICS[name].dimensions as readonly (readonly string[])[]).some(
    (set) => set.length === Object.keys(all).length && set.every((each) => each in all),
  );
  if (!named) throw new Error(`the metric ${name} is not emitted by ${Object.keys(all).join(", ")}`);
  const Dimensions = Object.entries(all).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  return { id, query: { Id: id, MetricStat: { Metric, Period: period, Stat: "Sum" }, ReturnData: true } };
}

type Data = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * The sums of each series by the start of its period (milliseconds); a period without data is left out.
 * @throws Error where CloudWatch says that a series is not whole
 */
async function read(client: CloudWatchClient, each: readonly Series[], from: Date, until: Date): Promise<Data> {
  const data = new Map(each.map(({ id }) => [id, new Map<number, number>()]));
  for (let start = 0; start < each.length; start += MAXIMUM_QUERIES) {
    const MetricDataQueries = each.slice(start, start + MAXIMUM_QUERIES).map(({ query }) => query);
    const input = { MetricDataQueries, StartTime: from, EndTime: until };
    const whole = new Set<string>();
    for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, input)) {
      for (const { Id = "", StatusCode, Timestamps = [], Values = [] } of MetricDataResults) {
        if (StatusCode === "Complete") whole.add(Id);
        for (const [index, at] of Timestamps.entries()) data.get(Id)?.set(at.getTime(), Values[index] ?? 0);
      }
    }
    const partial = MetricDataQueries.find(({ Id = "" }) => !whole.has(Id));
    if (partial) throw new Error("CloudWatch did not give all the data that were asked for");
  }
  return data;
}

const sum = (values: ReadonlyMap<number, number> | undefined): number =>
  [...(values?.values() ?? [])].reduce((total, value) => total + value, 0);

/**
 * Whether each zero in the time is one: heartbeats came every hour, no grant was counted as `other` (which it may have
 * been, where the file's order was another), and none came too late to be counted at all.
 */
async function canTell(source: MetricUses, from: Date, now: Date): Promise<boolean> {
  const until = new Date(Math.floor((now.getTime() - SETTLING_MILLISECONDS) / 3_600_000) * 3_600_000);
  const beats = series(source, "heartbeats", "Heartbeats", {}, HOUR_SECONDS);
  const heard = await read(source.client, [beats], from, until);
  const hours = (until.getTime() - from.getTime()) / (HOUR_SECONDS * 1000);
  if ([...(heard.get("heartbeats")?.values() ?? [])].filter((value) => value > 0).length < hours) return false;
  const lost = await read(
    source.client,
    [
      series(source, "other", "RolesGranted", { Role: OTHER_ROLE }, DAY_SECONDS),
      series(source, "outside", "EventsOutsideMetricWindow", { EventType: "Roles Mapped" }, DAY_SECONDS),
    ],
    from,
    now,
  );
  return sum(lost.get("other")) === 0 && sum(lost.get("outside")) === 0;
}

/** @throws what CloudWatch answered */
export function metricUses(source: MetricUses): SecondSources["metrics"] {
  return async (mappingIds, from, now) => {
    if (!(await canTell(source, from, now))) return null;
    const since = startOfDay(dayOf(daysBefore(now, KEPT_DAYS)));
    const roles = mappingIds.map((Role, index) =>
      series(source, `role${index}`, "RolesGranted", { Role }, DAY_SECONDS),
    );
    const data = await read(source.client, roles, since, now);
    const uses = mappingIds.map((id, index): [string, DayOfUse[]] => {
      const days = [...(data.get(`role${index}`) ?? [])].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
      return [id, days.map(([at, count]) => ({ day: dayOf(new Date(at)), count }))];
    });
    return { since, uses: new Map(uses) };
  };
}
