/**
 * The metrics of AWS's own services that dashboards and alarms name, with the sets of dimensions under which the service puts them.
 * Nothing here is emitted by us, so nothing but the service's documentation says what there is; each entry names the page.
 */
interface AwsNamespace {
  /** The page that lists these names and dimensions, read on 2026-11-21. */
  readonly source: string;
  readonly dimensions: readonly (readonly string[])[];
  readonly metrics: readonly string[];
}

export const AWS_METRICS = {
  "AWS/Lambda": {
    source: "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    dimensions: [["FunctionName"]],
    metrics: ["Errors", "Throttles", "Duration"],
  },
  "AWS/SQS": {
    source:
      "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
    dimensions: [["QueueName"]],
    metrics: ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"],
  },
  "AWS/ApiGateway": {
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html",
    dimensions: [["ApiId"]],
    metrics: ["Count", "4xx", "5xx", "Latency"],
  },
  "AWS/DynamoDB": {
    source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html",
    dimensions: [["TableName"]],
    metrics: ["ReadThrottleEvents", "WriteThrottleEvents"],
  },
} as const satisfies Record<`AWS/${string}`, AwsNamespace>;

export type AwsNamespaceName = keyof typeof AWS_METRICS;
export type AwsMetricName<Namespace extends AwsNamespaceName> = (typeof AWS_METRICS)[Namespace]["metrics"][number];
export type AwsDimension<Namespace extends AwsNamespaceName> =
  (typeof AWS_METRICS)[Namespace]["dimensions"][number][number];
