import { describe, expect, test } from "@jest/globals";
import { decodeChunkedBody } from "../../../local/aws/s3/chunked-body.ts";

const decode = (text: string) => decodeChunkedBody(Buffer.from(text));

describe("an aws-chunked body", () => {
  test("is put together from its chunks, with the trailers behind them", () => {
    const { content, trailers } = decode(
      "5;chunk-signature=abc\r\nhello\r\n2\r\n\r\n\r\n0\r\nX-Amz-Checksum-CRC32: AAAA==\r\n\r\n",
    );
    expect(content.toString()).toBe("hello\r\n");
    expect([...trailers]).toEqual([["x-amz-checksum-crc32", "AAAA=="]]);
  });

  test.each([
    ["ends before the last chunk", "5\r\nhello\r\n"],
    ["has a chunk shorter than it says", "9\r\nhello\r\n0\r\n\r\n"],
    ["has a chunk longer than it says", "2\r\nhello\r\n0\r\n\r\n"],
    ["does not begin with a length", "hello\r\n"],
    ["has a length that is no number", "zz\r\nhello\r\n0\r\n\r\n"],
    ["is empty", ""],
  ])("that %s is refused", (_what, body) => {
    expect(() => decode(body)).toThrow(expect.objectContaining({ code: "IncompleteBody" }));
  });
});
