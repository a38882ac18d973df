/** The dashboards of this machine: the bodies that are deployed, for the names that things have here. */
import { DASHBOARDS } from "../../dashboards/dashboards.ts";
import { placesByName } from "../../dashboards/places.ts";
import { LOCAL_ACCOUNT } from "../aws/account.ts";
import type { ShownDashboard } from "./dashboard/dashboard-page.ts";

export function localDashboards(environment: string): ReadonlyMap<string, ShownDashboard> {
  const places = placesByName({ environment, service: "samltrail", region: LOCAL_ACCOUNT.region });
  return new Map(DASHBOARDS.map(({ name, title, body }) => [name, { title, body: body(places) }]));
}
