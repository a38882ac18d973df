/** An error as AWS would answer it. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The operation, or this use of it, exists at AWS and not here: said loudly, so that nobody tests against thin air. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `the local AWS stand-in does not implement ${what}`, 501);
}
