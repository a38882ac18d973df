/**
 * The `aws-chunked` encoding, in which SDKs send a body whose checksum they know only at its end: chunks with their
 * length in front, and the checksum as a trailer behind the last one.
 */
import { AwsError } from "../aws-error.ts";

export interface DecodedBody {
  readonly content: Buffer;
  /** Lower-case names. */
  readonly trailers: ReadonlyMap<string, string>;
}

const LINE_END = Buffer.from("\r\n");

/** @throws AwsError IncompleteBody */
export function decodeChunkedBody(body: Buffer): DecodedBody {
  const chunks: Buffer[] = [];
  let position = 0;

  function line(): string {
    const end = body.indexOf(LINE_END, position);
    if (end < 0) throw new AwsError("IncompleteBody", "The request body ended within a chunk.");
    const text = body.toString("latin1", position, end);
    position = end + LINE_END.length;
    return text;
  }

  for (;;) {
    // `<length in hex>[;chunk-signature=<…>]`: signatures are not checked here, no more than those of any request.
    const length = /^([0-9a-fA-F]{1,8})(?:;|$)/.exec(line())?.[1];
    if (length === undefined) throw new AwsError("IncompleteBody", "A chunk does not start with its length.");
    const size = Number.parseInt(length, 16);
    if (size === 0) break;
    if (position + size > body.length) throw new AwsError("IncompleteBody", "A chunk is shorter than it says.");
    chunks.push(body.subarray(position, position + size));
    position += size;
    if (line() !== "") throw new AwsError("IncompleteBody", "A chunk is longer than it says.");
  }

  const trailers = new Map<string, string>();
  while (position < body.length) {
    const text = line();
    if (text === "") break;
    const colon = text.indexOf(":");
    trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
  }
  return { content: Buffer.concat(chunks), trailers };
}
