/** The daily run of prune-role-mappings, and what it says of itself in the archive. */
import type * as z from "zod";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { roleMappingPruningRefused } from "../../../lib/events/role-mapping-pruning-refused.ts";
import { roleMappingsReviewed } from "../../../lib/events/role-mappings-reviewed.ts";
import type { Decided } from "./report.ts";
import { eventsSince, fire, roles, type Scene, show } from "./scene.ts";

export type Run =
  | { readonly refusedFor: null; readonly decisions: readonly Decided[]; readonly events: readonly TrailEvent[] }
  | { readonly refusedFor: string; readonly detail: string; readonly events: readonly TrailEvent[] };

interface Type<Data extends z.ZodType> {
  readonly name: string;
  readonly data: Data;
}

/** What the first event of this type says. */
export function ofType<Data extends z.ZodType>(events: readonly TrailEvent[], { name, data }: Type<Data>) {
  const found = events.find(({ metadata }) => metadata.type === name);
  return found && data.parse(found.data);
}

/** Called as EventBridge's schedule would call it. */
export async function dailyRun(scene: Scene): Promise<Run> {
  scene.report.say("the daily run, prune-role-mappings:");
  const since = new Date();
  await fire(scene, "prune-role-mappings");
  const events = await eventsSince(since);
  const reviewed = ofType(events, roleMappingsReviewed);
  if (reviewed) return { refusedFor: null, decisions: reviewed.decisions, events };
  const refused = ofType(events, roleMappingPruningRefused);
  if (refused) return { refusedFor: refused.reason, detail: refused.detail, events };
  throw new Error("the daily run left neither Role Mappings Reviewed nor Role Mapping Pruning Refused");
}

interface Review {
  readonly outcome: string;
  readonly reason?: string;
  readonly detail?: string;
  readonly decisions: readonly Decided[];
}

/** `roles prune`, with `--apply` or as the dry run that it is without. */
export async function pruneByCommand(scene: Scene, ...more: readonly string[]): Promise<Review & { code: number }> {
  const shown = ["prune stage.yaml", ...more].join(" ");
  const { code, lines } = await roles(scene, shown, "prune", scene.files.stageFile, "--json", ...more);
  const end = lines.indexOf("}") + 1;
  const review = JSON.parse(lines.slice(0, end).join("\n")) as Review;
  show(scene, lines.slice(end));
  return { ...review, code };
}
