/** One line of a corpus: a response somebody made, whom to trust, and the verdict it must get (shared/corpora/README.md). */
import * as z from "zod";

export const caseSchema = z.object({
  id: z.string(),
  samlResponse: z.string(),
  at: z.iso.datetime({ offset: true }),
  identityProvider: z.object({
    entityId: z.string(),
    certificates: z.array(z.string()),
    allowSha1: z.boolean().default(false),
  }),
  serviceProvider: z.object({ entityId: z.string(), acsUrl: z.string() }),
  inResponseTo: z.string(),
  expect: z.enum(["accept", "reject"]).optional(),
  reason: z.string().nullable().optional(),
  alsoReasons: z.array(z.string()).nullable().optional(),
  clockSkewSeconds: z.int().min(0).max(300).default(0),
});

export type Case = z.infer<typeof caseSchema>;
