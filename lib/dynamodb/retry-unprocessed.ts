/** What a batch call of DynamoDB left undone is sent again, later and later: the service does so when it is throttled. */
import { setTimeout as delay } from "node:timers/promises";

const ATTEMPTS = 5;
const FIRST_DELAY_MILLISECONDS = 50;

/** Waits that many milliseconds; tests pass one that does not. */
export type Wait = (milliseconds: number) => Promise<void>;

/** Full jitter would sometimes not wait at all; half of it keeps concurrent callers apart as well. */
export const waitWithJitter: Wait = (milliseconds) => delay(milliseconds * (0.5 + Math.random() / 2));

/** Cuts into chunks of at most `size`. */
export function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => index * size);
  return starts.map((start) => items.slice(start, start + size));
}

/**
 * @param send sends what is given and answers with what was left undone
 * @throws Error where something is still undone after five attempts
 */
export async function retryUnprocessed<Work>(
  work: readonly Work[],
  send: (work: readonly Work[]) => Promise<readonly Work[]>,
  wait: Wait,
): Promise<void> {
  let left = work;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await wait(FIRST_DELAY_MILLISECONDS * 2 ** (attempt - 1));
    left = await send(left);
    if (left.length === 0) return;
  }
  throw new Error(`DynamoDB left ${left.length} of ${work.length} items unprocessed after ${ATTEMPTS} attempts`);
}
