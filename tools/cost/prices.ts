/**
 * Public list prices in dollars, without free tiers, discounts and taxes. The one place that a price stands in.
 * `confirmed`: that figure was found for us-east-1 in a public text that quotes or copies the page named, on the day of CHECKED_ON;
 * the others, and all of eu-central-1 but what AWS prices alike everywhere, are as we knew them. Look at the page before you rely on one.
 */
export const CHECKED_ON = "2026-11-21";

export type Region = "us-east-1" | "eu-central-1";

export interface Price {
  readonly unit: string;
  readonly page: string;
  readonly confirmed: boolean;
  readonly "us-east-1": number;
  readonly "eu-central-1": number;
}

const aws = (page: string) => `https://aws.amazon.com/${page}/pricing/`;

/** Dollars in us-east-1, then in eu-central-1. */
function price(unit: string, page: string, confirmed: boolean, here: number, there = here): Price {
  return { unit, page: aws(page), confirmed, "us-east-1": here, "eu-central-1": there };
}

export const PRICES = {
  httpRequest: price("million requests to an HTTP API", "api-gateway", true, 1, 1.2),
  lambdaRequest: price("million invocations", "lambda", true, 0.2),
  lambdaGigabyteSecond: price("million GB-seconds, arm64", "lambda", true, 13.3334),
  writeUnit: price("million write request units", "dynamodb", true, 0.625, 0.7625),
  readUnit: price("million read request units", "dynamodb", true, 0.125, 0.1525),
  writeUnitHour: price("provisioned write unit and hour", "dynamodb", true, 0.00065, 0.000793),
  readUnitHour: price("provisioned read unit and hour", "dynamodb", true, 0.00013, 0.0001586),
  tableGigabyteMonth: price("GB-month in a table with point-in-time recovery", "dynamodb", false, 0.45, 0.551),
  event: price("million events", "eventbridge", true, 1),
  archivedGigabyte: price("GB into the bus's archive", "eventbridge", true, 0.1, 0.12),
  archiveGigabyteMonth: price("GB-month in the bus's archive", "eventbridge", true, 0.023, 0.025),
  queueRequest: price("million requests to SQS", "sqs", false, 0.4),
  objectPut: price("million objects written", "s3", false, 5, 5.4),
  objectGet: price("million objects read", "s3", false, 0.4, 0.43),
  objectGigabyteMonth: price("GB-month in S3 Standard", "s3", true, 0.023, 0.0245),
  coldGigabyteMonth: price("GB-month in Glacier Instant Retrieval", "s3", false, 0.004, 0.005),
  coldTransition: price("million objects moved to Glacier Instant Retrieval", "s3", false, 20, 20),
  metricRequest: price("million calls of PutMetricData", "cloudwatch", false, 10),
  metricMonth: price("metric of our own and month", "cloudwatch", true, 0.3),
  alarmMetricMonth: price("metric that an alarm watches and month", "cloudwatch", false, 0.1),
  compositeMonth: price("joined alarm and month", "cloudwatch", false, 0.5),
  dashboardMonth: price("dashboard and month", "cloudwatch", true, 3),
  logGigabyte: price("GB of logs taken in", "cloudwatch", true, 0.5, 0.63),
  logGigabyteMonth: price("GB-month of logs kept, as compressed", "cloudwatch", false, 0.03, 0.0324),
  trace: price("million traces recorded", "xray", true, 5),
  keyMonth: price("KMS key and month", "kms", false, 1),
  secretMonth: price("secret and month", "secrets-manager", false, 0.4),
  gigabyteOut: price("GB sent to the internet", "ec2/on-demand", false, 0.09),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;
