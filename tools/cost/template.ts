/** What the templates of a stage hold that costs money whether anybody signs in or not. */
interface Template {
  findResources(type: string): Record<string, { readonly Properties?: Readonly<Record<string, unknown>> }>;
}

export interface Counts {
  readonly functions: number;
  readonly queues: number;
  /** Fed by a queue each. */
  readonly consumers: number;
  readonly alarms: number;
  /** That the alarms watch, all together: an alarm is charged by them. */
  readonly alarmMetrics: number;
  readonly joinedAlarms: number;
  readonly dashboards: number;
  readonly keys: number;
  readonly secrets: number;
  readonly tables: number;
  readonly logGroups: number;
}

/** Metrics that an alarm reads: those of its expressions, or its one. */
function metricsOf(properties: Readonly<Record<string, unknown>> = {}): number {
  const { Metrics } = properties as { readonly Metrics?: readonly { readonly MetricStat?: unknown }[] };
  return Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
}

export function countTemplates(templates: readonly Template[]): Counts {
  const all = (type: string) => templates.flatMap((template) => Object.values(template.findResources(type)));
  const alarms = all("AWS::CloudWatch::Alarm");
  return {
    functions: all("AWS::Lambda::Function").length,
    queues: all("AWS::SQS::Queue").length,
    consumers: all("AWS::Lambda::EventSourceMapping").length,
    alarms: alarms.length,
    alarmMetrics: alarms.reduce((sum, { Properties }) => sum + metricsOf(Properties), 0),
    joinedAlarms: all("AWS::CloudWatch::CompositeAlarm").length,
    dashboards: all("AWS::CloudWatch::Dashboard").length,
    keys: all("AWS::KMS::Key").length,
    secrets: all("AWS::SecretsManager::Secret").length,
    tables: all("AWS::DynamoDB::Table").length,
    logGroups: all("AWS::Logs::LogGroup").length,
  };
}
