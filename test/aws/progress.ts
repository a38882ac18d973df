/** What is going on, on stderr, with how long it took. */
export interface Progress {
  /** Runs a part of the work under its name. */
  step<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  note(line: string): void;
}

export function createProgress(print: (line: string) => void, clock: () => number): Progress {
  const seconds = (since: number) => `${((clock() - since) / 1000).toFixed(1)} s`;
  return {
    async step(name, work) {
      print(name);
      const since = clock();
      const result = await work();
      print(`  done in ${seconds(since)}`);
      return result;
    },
    note: (line) => print(`  ${line}`),
  };
}
