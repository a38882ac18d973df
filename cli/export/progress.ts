/** Says how far it is, once it takes longer than two seconds, and then every two. */
const EVERY_MILLISECONDS = 2_000;

/** @param now milliseconds on a clock that only goes forward */
export function createProgress(
  print: (line: string) => void,
  what: string,
  now: () => number = () => performance.now(),
) {
  let last = now();
  return (done: number, of: number): void => {
    if (now() - last < EVERY_MILLISECONDS) return;
    last = now();
    print(`${done} of ${of} ${what} (${Math.floor((100 * done) / of)} %)`);
  };
}
