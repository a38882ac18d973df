import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Route } from "./pipeline.ts";

/** The HTTP API that browsers reach: the pipeline's routes and no other. */
export class HttpFront extends Construct {
  readonly baseUrl: string;
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#api = new HttpApi(this, "api", { description: "samltrail: signing in" });
    this.baseUrl = this.#api.apiEndpoint;
  }

  addRoute({ method, path, function: name }: Route, target: IFunction): void {
    this.#api.addRoutes({
      path,
      methods: [HttpMethod[method]],
      integration: new HttpLambdaIntegration(name, target),
    });
  }
}
