/** The event that says an hour was sealed. Made of the seal alone: sent again after a crash, it is the same event. */
import { createHash } from "node:crypto";
import { ulid } from "ulid";
import type * as z from "zod";
import { archiveSealed } from "../events/archive-sealed.ts";
import type { HourSeal, Sealed } from "./seal.ts";

/** A ULID of that instant whose random part is drawn from the seal. */
function ulidOf({ body, hash }: Sealed<HourSeal>, purpose: string): string {
  const random = createHash("sha256").update(`${purpose} ${hash}`).digest();
  let position = 0;
  return ulid(Date.parse(body.sealedAt), () => {
    position += 1;
    return (random[position] ?? 0) / 256;
  });
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** @param environment of the stage */
export function sealedEvent(sealed: Sealed<HourSeal>, environment: string): z.infer<typeof archiveSealed.detail> {
  const { body, hash } = sealed;
  const attemptId = ulidOf(sealed, "attempt");
  return archiveSealed.detail.parse({
    metadata: {
      id: ulidOf(sealed, "event"),
      type: archiveSealed.name,
      version: archiveSealed.version,
      occurredAt: body.sealedAt,
      correlationId: attemptId,
      attemptId,
      environment,
      // Each seal counts for itself: numbers of a process would differ where a second one sends the event again.
      producer: { id: ulidOf(sealed, "producer"), sequence: 1 },
    },
    data: {
      window: body.window,
      sealHash: hash,
      previousHash: body.previous.hash,
      root: body.root,
      position: body.log.size + 1,
      events: body.leafCount,
      objects: body.objects.length,
      repeats: total(body.repeats.map(({ leaves }) => leaves.length)),
      conflicts: body.conflicts.length,
      findings: body.findings.length,
      gaps: total(body.sequences.map(({ gaps }) => gaps.length)),
      keyId: body.key.id,
      nextKeyId: body.nextKey?.id ?? null,
    },
  });
}
