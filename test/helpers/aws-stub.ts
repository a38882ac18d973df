/** A stand-in at the edge of the network: answers the JSON protocols of AWS on a free loopback port, and keeps what was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export interface StubRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Of `x-amz-target`, without the service's prefix; empty where the protocol has none. */
  readonly operation: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON, a string as it is. */
  readonly body?: object | string;
}

export interface AwsStub {
  readonly endpoint: string;
  readonly requests: readonly StubRequest[];
  /** What to answer from now on. */
  answer(how: (request: StubRequest) => StubAnswer): void;
  stop(): Promise<void>;
}

/** The SDK compresses large PutMetricData calls. */
async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return (message.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString("utf8");
}

export async function startAwsStub(): Promise<AwsStub> {
  const requests: StubRequest[] = [];
  let how: (request: StubRequest) => StubAnswer = () => ({ status: 500 });

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = message.headers["x-amz-target"];
    const request = {
      method: message.method ?? "",
      path: message.url ?? "",
      operation: String(target ?? "").split(".")[1] ?? "",
      headers: message.headers,
      body: await bodyOf(message),
    };
    requests.push(request);
    const { status = 200, headers = {}, body = "" } = how(request);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }

  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (given) => {
      how = given;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What every SDK client made in this process finds in its environment. */
export function pointAwsAt(endpoint: string): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
}
