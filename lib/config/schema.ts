/** What a stage file (`config/<stage>.yaml`) may say. Unknown keys are refused: a misspelt policy must not be silently off. */
import * as z from "zod";
import { printable } from "../events/printable.ts";
import { readEnvelope, UnusableEnvelope } from "../roles/envelope.ts";
import { pruningSchema } from "../roles/pruning/policy.ts";
import { LENT_ROLE_PREFIX } from "../roles/role-mapping.ts";
import { awsAccount, deploymentSchema } from "./deployment-schema.ts";
import { retentionSchema } from "./retention.ts";

/** A role's name has at most 64 characters. */
const LENT_ROLE_ARN = new RegExp(String.raw`^arn:aws[a-z-]*:iam::\d{12}:role\/${LENT_ROLE_PREFIX}[\w+=,.@-]{1,54}$`);

const policyAsWritten = z.union([z.string(), z.record(z.string(), z.unknown())], {
  error: "expected a session policy, as YAML or as JSON text",
});

/** As DynamoDB and the events keep it: one line of JSON. */
const envelope = policyAsWritten.transform((written, context) => {
  try {
    return readEnvelope(written);
  } catch (error) {
    if (!(error instanceof UnusableEnvelope)) throw error;
    context.issues.push({ code: "custom", message: error.message, input: written });
    return z.NEVER;
  }
});

const shortId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "expected lower-case letters, digits and hyphens, at most 63 characters");

/** A file name inside the trust directory: public material (metadata, certificates) that the deployment ships. */
const trustFile = z.string().regex(/^[\w.-]+$/, "expected the name of a file in the trust directory, without a folder");

export const SIGNATURE_ALGORITHMS = {
  "rsa-sha256": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  "rsa-sha384": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
  "rsa-sha512": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
  "rsa-pss-sha256": "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
  "rsa-pss-sha384": "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1",
  "rsa-pss-sha512": "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1",
  "ecdsa-sha256": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
  "ecdsa-sha384": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
  "ecdsa-sha512": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
  "rsa-sha1": "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
} as const;

export type SignatureAlgorithm = keyof typeof SIGNATURE_ALGORITHMS;

const signatureAlgorithm = z.enum(Object.keys(SIGNATURE_ALGORITHMS) as [SignatureAlgorithm, ...SignatureAlgorithm[]]);

const identityProviderPolicy = z.strictObject({
  id: shortId,
  name: z.string().min(1).max(80).describe("what a person reads on the sign-in button"),
  metadata: trustFile.describe("the provider's SAML metadata"),
  metadataUrl: z
    .string()
    .max(2048)
    .optional()
    .describe("where the provider publishes its metadata: looked at each day, and what changed waits for confirmation"),
  trustMetadataRollover: z
    .boolean()
    .default(false)
    .describe("trust a signing certificate that appears at metadataUrl beside all of the old ones, unconfirmed"),
  mayStartLogin: z.boolean().default(true).describe("accept unsolicited responses (login started by the provider)"),
  clockSkewSeconds: z.int().min(0).max(300).default(60),
  signatureAlgorithms: z
    .array(signatureAlgorithm)
    .min(1)
    .default((Object.keys(SIGNATURE_ALGORITHMS) as SignatureAlgorithm[]).filter((name) => name !== "rsa-sha1"))
    .describe("signature algorithms accepted; rsa-sha1 (and SHA-1 digests) only where it is listed here"),
  wantSigned: z.enum(["either", "response", "assertion"]).default("either"),
  expiredCertificates: z.enum(["warn", "refuse"]).default("warn"),
  allowCbcDecryption: z
    .boolean()
    .default(false)
    .describe("accept AES-CBC encryption, and then only under a verified signature on the Response"),
  roleAttribute: z.string().min(1).max(256),
  roleFormat: z
    .enum(["multiple", "single", "delimited", "aws"])
    .default("multiple")
    .describe(
      "how roleAttribute carries roles: a value each, one value, values cut at roleDelimiter, or role-arn,provider-arn",
    ),
  roleDelimiter: z.enum([";", ",", "|", " "]).default(";").describe("between roles where roleFormat is delimited"),
  requiredAttributes: z.array(z.string().min(1).max(256)).default([]),
  subjectAttribute: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe("the stable attribute that names the person, needed where NameIDs are transient"),
  displayNameAttribute: z.string().min(1).max(256).optional(),
  authnContexts: z
    .array(z.string().min(1).max(256))
    .default([])
    .describe("authentication context classes accepted; empty accepts any"),
  maximumAuthenticationAgeMinutes: z.int().min(1).optional(),
});

export const stageSchema = z.strictObject({
  stage: shortId,
  environment: shortId.describe("mappings of other environments are refused"),
  environments: z.array(shortId).min(1).describe("every environment the mapping files may name"),
  accounts: z
    .record(shortId, z.array(awsAccount).min(1))
    .default({})
    .describe("the AWS accounts of each environment: a mapping to a role of any other account is refused"),
  baseUrl: z
    .string()
    .optional()
    .describe("where people reach the service, where that is not the API's own address; an origin"),
  serviceProvider: z.strictObject({
    entityId: z.string().min(1).max(1024),
    signingCertificate: trustFile.optional().describe("signs AuthnRequests; its private key is a secret"),
    decryptionCertificates: z.array(trustFile).max(2).default([]),
    nameIdFormat: z.string().default("urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"),
  }),
  relayState: z.strictObject({
    allowed: z
      .array(z.string().regex(/^(\/(?!\/)|https:\/\/)/, "expected a path that starts with one / or an https URL"))
      .min(1)
      .describe("exact places a login may lead to; one that ends in /* allows everything below it"),
    default: z.string(),
  }),
  session: z.strictObject({ minutes: z.int().min(5).max(720).default(60) }).prefault({}),
  schemaValidator: z.enum(["libxml2-wasm", "node-xmllint"]).default("libxml2-wasm"),
  flood: z
    .strictObject({
      eventsPerMinute: z
        .int()
        .min(1)
        .default(60)
        .describe("failures of unknown origin per minute and process above which events are aggregated"),
    })
    .prefault({}),
  headBucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "expected the name of a bucket")
    .optional()
    .describe(
      "a bucket of another account that keeps the heads of the seal chain; by default the deployment makes one",
    ),
  metrics: z.strictObject({ roleLimit: z.int().min(1).max(200).default(50) }).prefault({}),
  pruning: pruningSchema.prefault({}),
  retention: retentionSchema.prefault({}),
  deployment: deploymentSchema.prefault({}),
  alarms: z
    .strictObject({
      emails: z
        .array(z.email("expected an e-mail address"))
        .max(20)
        .default([])
        .describe("who is told of alarms; each confirms the mail that SNS sends"),
      runbooks: z
        .string()
        .min(1)
        .max(256)
        .default("docs/runbooks")
        .describe("where the runbooks are read, for the links in the alarms: by default their place in the repository"),
    })
    .prefault({}),
  roleMappings: z.string().describe("path of the role mapping file, from this file"),
  identityProviders: z.array(identityProviderPolicy).min(1),
});

const optOut = z.strictObject({
  reason: z.string().min(1).max(512),
  until: z.iso
    .date("expected a date such as 2027-03-31")
    .describe("the last day (UTC) on which the mapping is not pruned"),
  by: z.string().min(1).max(256).describe("who asked for it"),
});

const policyArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[\w+=,.@/-]{1,512}$/,
    "expected the ARN of a managed policy, such as arn:aws:iam::aws:policy/ReadOnlyAccess",
  );

/** What an IAM role may do, for deployments that make the mapped roles too (docs/roles.md). */
const lentRole = z.strictObject({
  iamRole: z.string().describe("the ARN of a role that mappings of this file name"),
  managedPolicies: z.array(policyArn).max(10).default([]),
  policy: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("an IAM policy document of its own, at most 10,240 characters"),
  permissionsBoundary: policyArn.optional(),
});

/** Role mappings as the file writes them; `lib/roles/role-mapping.ts` is what becomes of them. */
export const roleMappingsSchema = z.strictObject({
  mappings: z
    .array(
      z.strictObject({
        id: shortId,
        identityProvider: shortId,
        samlRole: z
          .string()
          .min(1)
          .max(256)
          .refine(
            (role) => printable(role, 4096).length <= 255,
            "expected a shorter role: with everything but plain ASCII escaped it must fit 255 characters",
          ),
        environment: shortId,
        iamRole: z
          .string()
          .regex(
            LENT_ROLE_ARN,
            `expected the ARN of an IAM role whose name begins with ${LENT_ROLE_PREFIX}, without a path: no other can be lent`,
          ),
        owner: z.string().min(1).max(256),
        purpose: z.string().min(1).max(512),
        maximumSessionMinutes: z
          .int()
          .min(15)
          .max(60)
          .default(60)
          .describe("how long credentials of this role may last"),
        envelope: envelope.optional().describe("an IAM session policy: credentials get no more than it allows"),
        protected: z.boolean().default(false).describe("never pruned"),
        optOut: optOut.optional().describe("not pruned for now"),
      }),
    )
    .min(1),
  roles: z
    .array(lentRole)
    .default([])
    .describe("what the mapped roles may do, where the deployment of their account makes them"),
});

export type StageFile = z.infer<typeof stageSchema>;
export type IdentityProviderPolicy = StageFile["identityProviders"][number];
export type LentRoleEntry = z.infer<typeof roleMappingsSchema>["roles"][number];
export type RoleMappingEntry = z.infer<typeof roleMappingsSchema>["mappings"][number];
