import * as z from "zod";
import { eventType } from "./event-type.ts";
import { pseudonym } from "./fields.ts";
import { operator, why } from "./role-fields.ts";

const count = z.int().min(0);

/** A person has one pseudonym a provider and a key: more than this is not one person. */
export const MAXIMUM_SUBJECTS = 50;

export const personErased = eventType(
  "Person Erased",
  1,
  z
    .object({
      subjects: z.array(pseudonym).max(MAXIMUM_SUBJECTS).describe("whose name was removed: pseudonyms, never the name"),
      removed: z
        .record(z.string().regex(/^[a-z-]{1,32}$/), count)
        .describe("entries of the identities table that are no more, by the kind of pseudonym"),
      shared: count.describe("addresses, user agents and other values that other people used as well, and that stayed"),
      by: operator,
      why,
    })
    .describe(
      "A person's name and what else told who they are was removed. The archive stays as it is and verifies as before.",
    ),
);
