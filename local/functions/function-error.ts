/** A function did not answer: it threw, or it took too long. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";
}
