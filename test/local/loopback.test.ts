import { get } from "node:http";
import { afterEach, describe, expect, test } from "@jest/globals";
import { type Listener, listenOnLoopback } from "../../local/http/loopback.ts";

const open: Listener[] = [];

async function listen(port: number, ...addresses: Parameters<typeof listenOnLoopback>[2] & object): Promise<Listener> {
  const answer: Parameters<typeof listenOnLoopback>[0] = (_request, response) => void response.end("here");
  const listener = await listenOnLoopback(answer, port, addresses);
  open.push(listener);
  return listener;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

describe("a server on the loopback address", () => {
  test("takes a free port where the preferred one is taken", async () => {
    const first = await listen(0, "127.0.0.1");
    const second = await listen(first.port, "127.0.0.1");
    expect(second.port).not.toBe(first.port);
    expect(await (await fetch(`http://127.0.0.1:${second.port}`)).text()).toBe("here");
  });

  test("takes another port where only one of its addresses is free, so that nobody else answers for its name", async () => {
    const first = await listen(0, "127.0.0.1");
    const second = await listen(first.port, "127.0.0.1", "::1");
    expect(second.port).not.toBe(first.port);
    expect(await (await fetch(`http://localhost:${second.port}`)).text()).toBe("here");
  });

  test("lets a request under way finish before it closes", async () => {
    let finish: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const listener = await listenOnLoopback((_request, response) => {
      begun();
      finish = () => void response.end("finished");
    }, 0);
    const answer = new Promise<string>((resolve, reject) => {
      get(`http://127.0.0.1:${listener.port}`, (response) => {
        response.setEncoding("utf8");
        response.on("data", resolve);
      }).on("error", reject);
    });
    await arrived;
    const closed = listener.close();
    finish();
    expect(await answer).toBe("finished");
    await closed;
    await expect(fetch(`http://127.0.0.1:${listener.port}`)).rejects.toThrow();
  });
});
