/** The stack's log, for who waits until something stands in it. */
import type { LogSink } from "../../../local/log.ts";

export interface WatchedLog {
  readonly sink: LogSink;
  /**
   * Resolves when the numbers under this name, in all lines of this message, add up to so many.
   * @throws Error where they do not within half a minute
   */
  until(message: string, name: string, sum: number): Promise<void>;
}

const PATIENCE_MS = 30_000;

function numberIn(line: string, message: string, name: string): number {
  if (!line.includes(`"message":"${message}"`)) return 0;
  const { [name]: value } = JSON.parse(line) as Record<string, unknown>;
  return typeof value === "number" ? value : 0;
}

/** @param forward gets every line */
export function createWatchedLog(forward: LogSink): WatchedLog {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  return {
    sink(line) {
      lines.push(line);
      forward(line);
      for (const look of waiting) look();
    },
    until(message, name, sum) {
      return new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          clearTimeout(timer);
          waiting.delete(look);
          settle();
        };
        const look = () => {
          const found = lines.reduce((total, line) => total + numberIn(line, message, name), 0);
          if (found >= sum) end(resolve);
        };
        const timer = setTimeout(
          () => end(() => reject(new Error(`waited in vain for ${sum} ${name} in the log of "${message}"`))),
          PATIENCE_MS,
        );
        waiting.add(look);
        look();
      });
    },
  };
}
