import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Route } from "./pipeline/types.ts";
import { acknowledge } from "./rules/acknowledged.ts";
import type { Stage } from "./stage.ts";

export interface HttpFrontProps {
  readonly throttling: Stage["throttling"];
}

/**
 * A line a request, also of those that never reach a function: what a report joins the events to. No addresses, no user agents: of
 * a person there is nothing in it.
 */
const ACCESS_LOG_LINE = {
  requestId: "$context.requestId",
  requestTime: "$context.requestTimeEpoch",
  route: "$context.routeKey",
  status: "$context.status",
  integrationStatus: "$context.integrationStatus",
  error: "$context.error.responseType",
  latencyMs: "$context.responseLatency",
};

/** The HTTP API that browsers reach: the pipeline's routes and no other. */
export class HttpFront extends Construct {
  readonly baseUrl: string;
  readonly apiId: string;
  readonly accessLog: LogGroup;
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string, { throttling }: HttpFrontProps) {
    super(scope, id);
    this.#api = new HttpApi(this, "api", { description: "samltrail: signing in", createDefaultStage: false });
    this.accessLog = new LogGroup(this, "access-log", {
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this.#api, "route without an authorizer");
    new HttpStage(this, "stage", {
      httpApi: this.#api,
      stageName: "$default",
      autoDeploy: true,
      throttle: { rateLimit: throttling.requestsPerSecond, burstLimit: throttling.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_LINE)),
      },
    });
    this.baseUrl = this.#api.apiEndpoint;
    this.apiId = this.#api.apiId;
  }

  addRoute({ method, path, function: name }: Route, target: IFunction): void {
    this.#api.addRoutes({
      path,
      methods: [HttpMethod[method]],
      integration: new HttpLambdaIntegration(name, target),
    });
  }
}
