import type { IncomingMessage } from "node:http";

/** The request's body exceeds the limit. The rest of it is discarded unread. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/**
 * Reads a request's body.
 * @param limit in bytes
 * @throws BodyTooLarge
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  if (Number(request.headers["content-length"] ?? 0) > limit) {
    request.resume();
    throw new BodyTooLarge(`more than ${limit} bytes`);
  }
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(new BodyTooLarge(`more than ${limit} bytes`));
      }
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
  });
}
