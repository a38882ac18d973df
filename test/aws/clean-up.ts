/** What was started or made is undone in reverse order, once: at the end, after a failure, and on Ctrl-C. */
export interface CleanUp {
  add(what: string, undo: () => Promise<void> | void): void;
  run(): Promise<void>;
}

export function createCleanUp(onFailure: (what: string, error: unknown) => void): CleanUp {
  const undone: { readonly what: string; readonly undo: () => Promise<void> | void }[] = [];
  let running: Promise<void> | undefined;
  async function undoAll(): Promise<void> {
    for (let next = undone.pop(); next; next = undone.pop()) {
      try {
        await next.undo();
      } catch (error) {
        onFailure(next.what, error);
      }
    }
  }
  return {
    add: (what, undo) => void undone.push({ what, undo }),
    run: () => (running ??= undoAll()),
  };
}
