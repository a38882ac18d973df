import * as z from "zod";
import { eventType } from "./event-type.ts";
import { instant, sha256Hex, text } from "./fields.ts";

const count = z.int().min(0);

export const archiveSealed = eventType(
  "Archive Sealed",
  1,
  z
    .object({
      window: z.object({ from: instant, to: instant }).describe("the hour of arrival"),
      sealHash: sha256Hex.describe("SHA-256 of the seal's canonical body: the next seal follows it"),
      previousHash: sha256Hex,
      root: sha256Hex.describe("RFC 6962 Merkle root over the events"),
      position: z.int().min(1).describe("the seal's number in the chain, from 1"),
      events: count,
      objects: count,
      repeats: count.describe("events delivered again after an earlier seal took them"),
      conflicts: count.describe("events that claim the id of another: somebody has to look"),
      findings: count.describe("objects that are not as they must be: somebody has to look"),
      gaps: count.describe("runs of numbers that a process gave away and that are not in this seal"),
      keyId: text(2048),
      nextKeyId: text(2048).nullable().describe("the key that signs from the next seal on, where it changes"),
    })
    .describe("An hour of the archive was closed, counted and signed. It is never opened again."),
);
