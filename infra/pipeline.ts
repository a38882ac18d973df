/**
 * The one definition of the wiring, as plain data: routes > functions, event pattern > queue > consumer, schedules >
 * functions, and what each function may touch. The CDK constructs and the local stack both read it, so what runs on a
 * laptop is what is deployed.
 */
import { CONSUMERS } from "./pipeline/consumers.ts";
import { EVIDENCE } from "./pipeline/functions/evidence.ts";
import { LENDING } from "./pipeline/functions/lending.ts";
import { ROLES } from "./pipeline/functions/roles.ts";
import { SIGN_IN } from "./pipeline/functions/sign-in.ts";
import { UPKEEP } from "./pipeline/functions/upkeep.ts";
import { ROUTES } from "./pipeline/routes.ts";
import { SCHEDULES } from "./pipeline/schedules.ts";
import { TABLES } from "./pipeline/tables.ts";
import type { Consumer, FunctionDefinition, Route, Schedule, TableDefinition } from "./pipeline/types.ts";

const functions = [...SIGN_IN, ...LENDING, ...ROLES, ...EVIDENCE, ...UPKEEP] as const;

export type FunctionName = (typeof functions)[number]["name"];

export const pipeline: {
  readonly functions: readonly (FunctionDefinition & { readonly name: FunctionName })[];
  readonly routes: readonly Route[];
  readonly consumers: readonly Consumer[];
  readonly schedules: readonly Schedule[];
  readonly tables: readonly TableDefinition[];
} = { functions, routes: ROUTES, consumers: CONSUMERS, schedules: SCHEDULES, tables: TABLES };
