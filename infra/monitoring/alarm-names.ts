/** Alarms of a stage are called so and a name of their own: what names them needs no reference to them. */
export const alarmNamePrefix = (stageName: string): string => `samltrail-${stageName}-`;
