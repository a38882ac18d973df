/** Every alarm of a stage. */
import type { Places } from "../places.ts";
import type { Audience, CompositeAlarm, MetricAlarm } from "./alarm.ts";
import { attackAlarms } from "./attacks.ts";
import { evidenceAlarms } from "./evidence.ts";
import { burnAlarms, burnComposites } from "./login-objective.ts";
import { operationsAlarms } from "./operations.ts";

export function metricAlarms(places: Places): readonly MetricAlarm[] {
  return [...burnAlarms(places), ...attackAlarms(places), ...evidenceAlarms(places), ...operationsAlarms(places)];
}

export const compositeAlarms = (): readonly CompositeAlarm[] => burnComposites();

/** ARNs of the alarms that somebody of the audience is told of, for the dashboard that shows their states. */
export function alarmArns(places: Places, audience: Audience): readonly string[] {
  const told = [...compositeAlarms(), ...metricAlarms(places).filter(({ silent }) => !silent)];
  return told.filter((alarm) => alarm.audience === audience).map(({ name }) => `${places.alarmArnPrefix}${name}`);
}
