import { type IRole, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, type Code, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration, Size } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { FunctionDefinition, Use } from "../pipeline/types.ts";
import type { FunctionName } from "../pipeline.ts";
import { type Resources, resourceNames } from "../resources.ts";
import { acknowledge } from "../rules/acknowledged.ts";
import { acknowledgeKeys } from "../rules/wildcards.ts";
import type { Stage } from "../stage.ts";
import { resourceVariables } from "../variables.ts";
import { bundlingOf, entryOf } from "./bundling.ts";
import { statementsOf } from "./permissions.ts";
import { lendingRoleName, sealingRoleName } from "./role-names.ts";

/** Tells the logs, traces and metrics of the account's stages apart. */
export const serviceOf = (stageName: string) => `samltrail-${stageName}`;

/** Code made elsewhere, in place of the bundle that esbuild makes. */
export type CodeOf = (name: FunctionName) => Code;

export interface HandlerFunctionProps {
  readonly definition: FunctionDefinition & { readonly name: FunctionName };
  readonly stage: Stage;
  readonly resources: Resources;
  /** Where the HTTP API is reached. */
  readonly baseUrl: string;
  readonly codeOf?: CodeOf | undefined;
}

/** One handler as a function, with a role of its own that allows what the pipeline says and no more, and its own log group. */
export class HandlerFunction extends Construct {
  readonly function: NodejsFunction;
  readonly logGroup: LogGroup;
  readonly role: IRole;

  constructor(scope: Construct, id: string, { definition, stage, resources, baseUrl, codeOf }: HandlerFunctionProps) {
    super(scope, id);
    const traced = stage.tracing === "all" || (stage.tracing === "logins" && definition.traced === true);
    const { name, purpose, timeoutSeconds, memoryMegabytes, temporaryMegabytes, uses } = definition;
    this.logGroup = new LogGroup(this, "logs", { retention: RetentionDays.ONE_YEAR });
    this.role = this.#roleOf(definition, stage);
    this.role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [this.logGroup.logGroupArn],
      }),
    );
    for (const statement of statementsOf(uses, resources)) this.role.addToPrincipalPolicy(statement);
    this.#acknowledge(uses, resources);
    if (!traced) acknowledge(this, "function without traces");
    this.function = new NodejsFunction(this, "function", {
      description: purpose,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(timeoutSeconds),
      memorySize: memoryMegabytes,
      ...(temporaryMegabytes === undefined ? {} : { ephemeralStorageSize: Size.mebibytes(temporaryMegabytes) }),
      tracing: traced ? Tracing.ACTIVE : Tracing.DISABLED,
      role: this.role,
      logGroup: this.logGroup,
      handler: "index.handler",
      ...(codeOf ? { code: codeOf(name) } : { entry: entryOf(name), bundling: bundlingOf(name, stage) }),
      environment: {
        CONFIG_FILE: stage.configFile,
        TRUST_DIRECTORY: stage.trustDirectory,
        BASE_URL: baseUrl,
        CODE_VERSION: stage.codeVersion,
        NODE_OPTIONS: "--enable-source-maps",
        ...(traced ? {} : { POWERTOOLS_TRACE_ENABLED: "false" }),
        POWERTOOLS_SERVICE_NAME: serviceOf(stage.name),
        ...resourceVariables(uses, resourceNames(resources)),
      },
    });
  }

  /** A role of its own; that of the function which lends roles stands in the stateful stack. */
  #roleOf({ name, uses }: FunctionDefinition, stage: Stage): IRole {
    if (uses.some((use) => "lendsRoles" in use)) return Role.fromRoleName(this, "role", lendingRoleName(stage.name));
    return new Role(this, "role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `samltrail ${stage.name}: ${name}`,
      ...(uses.some((use) => "sealingKeys" in use) ? { roleName: sealingRoleName(stage.name) } : {}),
    });
  }

  #acknowledge(uses: readonly Use[], { evidenceBucket, headBucket }: Resources): void {
    acknowledge(this, "function without a dead-letter queue", "function that traces or measures");
    for (const use of uses) {
      if ("lendsRoles" in use) acknowledge(this.role, "roles it may lend");
      if ("evidenceBucket" in use && use.prefix !== undefined) acknowledgeKeys(this.role, evidenceBucket, use.prefix);
      if ("headBucket" in use) acknowledgeKeys(this.role, headBucket, "");
    }
  }

  /** Tells it whose role lends the mapped ones. */
  introduce(lender: IRole): void {
    this.function.addEnvironment("LENDING_ROLE", lender.roleArn);
  }

  /** Tells it what everything is called that guards the evidence. */
  tellGuards(names: readonly string[]): void {
    this.function.addEnvironment("GUARDED_RESOURCES", names.join(" "));
  }

  /** Lets it read this log, and tells it what it is called. */
  readLog(log: LogGroup): void {
    this.function.addEnvironment("ACCESS_LOG_GROUP", log.logGroupName);
    this.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["logs:FilterLogEvents"], resources: [log.logGroupArn] }),
    );
  }

  /** Tells it these queues, and lets it ask how deep they are. */
  watch(queues: readonly Queue[]): void {
    this.function.addEnvironment("DEAD_LETTER_QUEUES", queues.map(({ queueUrl }) => queueUrl).join(" "));
    this.role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["sqs:GetQueueAttributes"],
        resources: queues.map(({ queueArn }) => queueArn),
      }),
    );
  }
}
