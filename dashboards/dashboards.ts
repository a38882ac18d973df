/** Every dashboard: what is deployed to CloudWatch, and what the local stack draws. */
import type { DashboardBody } from "./body.ts";
import { compliance } from "./compliance.ts";
import { operations } from "./operations.ts";
import type { Places } from "./places.ts";
import { securityOverview } from "./security-overview.ts";

export interface Dashboard {
  /** Kebab-case: the last part of its name in CloudWatch, and of its address on one machine. */
  readonly name: string;
  readonly title: string;
  readonly body: (places: Places) => DashboardBody;
}

export const DASHBOARDS: readonly Dashboard[] = [
  { name: "security", title: "Security overview", body: securityOverview },
  { name: "operations", title: "Operations", body: operations },
  { name: "compliance", title: "Compliance", body: compliance },
];
