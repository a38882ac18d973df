/** The stack can't start, for a reason that one message explains to the person at the terminal. */
export class StartError extends Error {
  override readonly name = "StartError";
}
