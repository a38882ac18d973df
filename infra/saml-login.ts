/** samltrail as one construct, for other CDK apps: see examples/subscribing-app. */
import { type EventBus, Rule } from "aws-cdk-lib/aws-events";
import type { Environment, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { EVENT_TYPES } from "../lib/events/catalogue.ts";
import { SOURCE } from "../lib/events/event-type.ts";
import type { CodeOf } from "./functions/handler-function.ts";
import { addStacks } from "./stacks.ts";
import type { Stage } from "./stage.ts";

/** `Login Failed`, and so on: what a rule can ask for. */
type EventName = (typeof EVENT_TYPES)[number]["name"];

export interface SamlLoginProps {
  /** The stage file, read and checked with everything that it names: `await readStage("config/production.yaml", "config/trust")`. */
  readonly stage: Stage;
  /** Account and region; those of the command line by default. */
  readonly env?: Environment;
  /** Code in place of the bundles that esbuild makes, for tests of the app around it. */
  readonly codeOf?: CodeOf;
}

export interface SubscriptionProps {
  /** The event types that are wanted; all of them by default. */
  readonly events?: readonly EventName[];
  /** What else their detail must match, such as `{ data: { reason: ["replay"] } }` (docs/events.md). */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly description?: string;
}

/**
 * SAML login with its audit trail: the stacks of one stage, called `samltrail-<stage>` and so on, wherever the construct stands. What
 * is recorded in them survives the construct.
 */
export class SamlLogin extends Construct {
  /** Where people sign in: an origin. */
  readonly baseUrl: string;
  /** Every event, as it happens. */
  readonly eventBus: EventBus;
  /** Gets every alarm. */
  readonly alarmTopicArn: string;
  /** The stacks by what they are for: to depend on them, or to tag them. */
  readonly stacks: { readonly stateful: Stack; readonly stateless: Stack; readonly observability: Stack };

  constructor(scope: Construct, id: string, { stage, ...options }: SamlLoginProps) {
    super(scope, id);
    const { stateful, stateless, observability } = addStacks(this, { stage, ...options });
    this.baseUrl = stateless.baseUrl;
    this.eventBus = stateful.resources.eventBus;
    this.alarmTopicArn = observability.alarmTopicArn;
    this.stacks = { stateful, stateless, observability };
  }

  /**
   * A rule for events, in the stack of whoever wants them; give it a target, best a queue with a dead-letter queue. Events come at least
   * once and in any order: deduplicate on `detail.metadata.id`.
   */
  subscribe(scope: Construct, id: string, { events, detail, description }: SubscriptionProps = {}): Rule {
    return new Rule(scope, id, {
      eventBus: this.eventBus,
      eventPattern: {
        source: [SOURCE],
        ...(events && { detailType: [...events] }),
        ...(detail && { detail }),
      },
      ...(description !== undefined && { description }),
    });
  }
}
