import type { CompositeAlarm, MetricAlarm } from "../../dashboards/alarms/alarm.ts";

/** Where the runbooks are read: by default their place in this repository. */
export class Runbooks {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base.replace(/\/$/, "");
  }

  /** What the mail of an alarm says: what is the case, and where it stands what to do. */
  describe({ summary, runbook }: Pick<MetricAlarm | CompositeAlarm, "summary" | "runbook">): string {
    return `samltrail: ${summary}. What to do: ${this.#base}/${runbook}.md`;
  }
}
