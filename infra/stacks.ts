/** The stacks of one stage. */
import type { App, StackProps } from "aws-cdk-lib/core";
import { addAccountStacks } from "./accounts/account-stacks.ts";
import type { CodeOf } from "./functions/handler-function.ts";
import type { Stage } from "./stage.ts";
import { StatefulStack } from "./stateful-stack.ts";
import { StatelessStack } from "./stateless-stack.ts";

export interface StacksOptions extends Pick<StackProps, "env"> {
  readonly stage: Stage;
  /** In place of esbuild's bundles. */
  readonly codeOf?: CodeOf;
}

export function addStacks(app: App, { stage, ...options }: StacksOptions) {
  const id = `samltrail-${stage.name}`;
  const tags = { application: "samltrail", stage: stage.name };
  const stateful = new StatefulStack(app, `${id}-state`, {
    ...options,
    tags,
    stage,
    description: `samltrail ${stage.name}: tables, evidence, secrets and the event bus`,
  });
  const stateless = new StatelessStack(app, id, {
    ...options,
    tags,
    stage,
    resources: stateful.resources,
    description: `samltrail ${stage.name}: functions, routes, consumers and schedules`,
  });
  const accounts = stage.home ? addAccountStacks(app, stage, stage.home, { tags }) : [];
  return { stateful, stateless, accounts };
}
