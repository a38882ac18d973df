/** The archive: written, sealed, checked, held and reported on. */
import type { FunctionDefinition } from "../types.ts";

/** Only who may list a bucket hears from S3 that an object is not there (404): who may not is refused (403). */
const READS_AND_LISTS = ["s3:ListBucketVersions", "s3:ListBucket"] as const;

export const EVIDENCE = [
  {
    name: "archive-events",
    purpose: "writes every event to the evidence bucket, once",
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    uses: [{ evidenceBucket: true, actions: ["s3:PutObject"], prefix: "events/" }],
  },
  {
    name: "seal-archive",
    purpose: "closes every hour of the archive with a signed seal, and keeps the chain's head elsewhere",
    timeoutSeconds: 600,
    memoryMegabytes: 1024,
    uses: [
      { evidenceBucket: true, actions: READS_AND_LISTS },
      { evidenceBucket: true, actions: ["s3:GetObject", "s3:GetObjectVersion"], prefix: "" },
      { evidenceBucket: true, actions: ["s3:PutObject"], prefix: "seals/" },
      { headBucket: true, actions: ["s3:PutObject", "s3:GetObject"] },
      { sealingKeys: true, actions: ["kms:Sign", "kms:GetPublicKey"] },
      { eventBus: true },
    ],
  },
  {
    name: "join-access-log",
    purpose: "holds the HTTP API's own access log against the sealed events, hour by hour",
    // A million lines an hour, by five pages of a megabyte a second.
    timeoutSeconds: 900,
    // Of them in memory.
    memoryMegabytes: 2048,
    uses: [
      { readsAccessLog: true },
      { evidenceBucket: true, actions: READS_AND_LISTS },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "events/" },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "seals/" },
      { evidenceBucket: true, actions: ["s3:GetObject", "s3:PutObject"], prefix: "access-log/" },
      { eventBus: true },
    ],
  },
  {
    name: "build-evidence-report",
    purpose: "reports on the month before from its sealed events, once",
    timeoutSeconds: 900,
    // Two processors: one counts, the other packs.
    memoryMegabytes: 3538,
    // A month of 4,000,000 events with its populations, and the zip.
    temporaryMegabytes: 10_240,
    uses: [
      { evidenceBucket: true, actions: READS_AND_LISTS },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "events/" },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "seals/" },
      { evidenceBucket: true, actions: ["s3:GetObject", "s3:PutObject"], prefix: "reports/" },
      { eventBus: true },
    ],
  },
  {
    name: "check-archive",
    purpose: "searches the archive for second versions and delete markers",
    timeoutSeconds: 900,
    memoryMegabytes: 1024,
    uses: [
      { evidenceBucket: true, actions: READS_AND_LISTS },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "seals/" },
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { eventBus: true },
    ],
  },
  {
    name: "keep-held-identities",
    purpose: "keeps identities from expiring while a legal hold stands",
    timeoutSeconds: 300,
    memoryMegabytes: 512,
    uses: [{ table: "identities", actions: ["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem"] }],
  },
  {
    name: "record-guard-changes",
    purpose: "makes an event of each change to what guards the evidence",
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { knowsGuards: true },
      { eventBus: true },
    ],
  },
] as const satisfies readonly FunctionDefinition[];
