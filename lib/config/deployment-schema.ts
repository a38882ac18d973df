/** The stage file's `deployment`: where and how the CDK app deploys the stage. Functions read none of it. */
import * as z from "zod";

export const awsAccount = z.string().regex(/^\d{12}$/, "expected the twelve digits of an AWS account, in quotes");

const awsRegion = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "expected an AWS region, such as eu-central-1");

export const deploymentSchema = z.strictObject({
  domain: z
    .strictObject({
      name: z
        .string()
        .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "expected a host name in lower case"),
      certificate: z
        .string()
        .regex(
          /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
          "expected the ARN of a certificate of ACM, in the region of the deployment",
        )
        .optional(),
      hostedZone: z
        .strictObject({ id: z.string().regex(/^Z[A-Z0-9]{1,31}$/, "expected the id of a hosted zone of Route 53") })
        .optional()
        .describe("where the record is made; without it, make an alias to the output DomainTarget by hand"),
    })
    .optional()
    .describe("the name that people reach the service by; baseUrl must say it too"),
  permissionsBoundary: z
    .string()
    .regex(/^[\w+=,.@-]{1,128}$/, "expected the name of a managed policy of this account")
    .optional()
    .describe("a managed policy that bounds every role of the stage, such as samltrail-boundary"),
  github: z
    .strictObject({
      repository: z.string().regex(/^[\w.-]{1,39}\/[\w.-]{1,100}$/, "expected owner/name"),
      oidcProvider: z
        .string()
        .regex(
          /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com$/,
          "expected the ARN of GitHub's identity provider in this account",
        )
        .optional()
        .describe("where the account has it already: an account has one"),
    })
    .optional()
    .describe("the repository whose workflows deploy this stage"),
  tracing: z
    .enum(["logins", "all", "none"])
    .default("logins")
    .describe(
      "X-Ray traces: of the functions that let people in and lend them credentials, of all functions, or of none",
    ),
  capacity: z
    .enum(["on-demand", "provisioned"])
    .default("on-demand")
    .describe(
      "how the table that every login is written to is paid for: by the request, whatever comes; or by the hour, scaled to twice what is used, which is cheaper from some 300,000 logins a day on, and a sudden crowd may have to sign in again",
    ),
  throttling: z
    .strictObject({
      requestsPerSecond: z.int().min(1).max(10_000).default(100),
      burst: z.int().min(1).max(10_000).default(200),
    })
    .prefault({})
    .describe("requests that the API lets through; beyond them it answers 429 by itself"),
  account: awsAccount.optional().describe("where samltrail itself runs: whom the mapped roles are to trust"),
  region: awsRegion.optional().describe("where samltrail itself runs: where records of CloudTrail are forwarded to"),
  forwardedRegions: z
    .array(awsRegion)
    .min(1)
    .default(["us-east-1"])
    .describe(
      "regions whose records of role assumptions the mapped accounts forward; STS's global endpoint logs in us-east-1",
    ),
  roles: z
    .array(z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,577}$/, "expected the ARN of an IAM role"))
    .max(20)
    .default([])
    .describe("who deploys: a change to a guard by anybody else alarms; by default the role that CDK deploys by"),
});
