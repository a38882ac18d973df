import type { LookupAddress } from "node:dns";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fetchMetadata } from "../../lib/certificates/fetch-metadata.ts";

let answer: RequestListener;
const server = createServer((request, response) => answer(request, response));
const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fetch = (path = "/", more: object = {}) => fetchMetadata(`${origin()}${path}`, { loopback: true, ...more });

test("the document comes as it is, by way of a redirect on the same origin", async () => {
  answer = ({ url }, response) => {
    if (url === "/") response.writeHead(302, { location: "/next" }).end();
    else response.end("\uFEFF<é/>");
  };
  expect(await fetch()).toBe("<é/>");
});

test.each([
  ["another host", "https://elsewhere.test/"],
  ["another port", "http://127.0.0.1:1/"],
  ["no address", "http://["],
])("a redirect to %s is not followed", async (_, location) => {
  answer = (_request, response) => response.writeHead(302, { location }).end();
  await expect(fetch()).rejects.toThrow("the answer leads to another host");
});

test("redirects come to an end", async () => {
  answer = (_request, response) => response.writeHead(307, { location: "/" }).end();
  await expect(fetch()).rejects.toThrow("more than 3 redirects");
});

test("more than 256 KiB is too much, however it is sent", async () => {
  answer = (_request, response) => {
    response.write("x".repeat(200_000));
    response.end("x".repeat(200_000));
  };
  await expect(fetch()).rejects.toThrow("longer than 262144 bytes");
});

test("an answer that does not end in time is given up", async () => {
  answer = (_request, response) => response.write("<");
  await expect(fetch("/", { timeoutMilliseconds: 50 })).rejects.toThrow("no whole answer in time");
});

test.each([
  ["a status other than 200", 404, "", "status 404"],
  ["another encoding", 200, Buffer.from([0xff, 0xfe]), "not UTF-8"],
])("%s is no metadata", async (_, status, body, problem) => {
  answer = (_request, response) => response.writeHead(status).end(body);
  await expect(fetch()).rejects.toThrow(problem);
});

test.each([
  "https://127.0.0.1/",
  "https://localhost/",
  "https://10.0.0.1/",
  "https://172.31.255.1/",
  "https://192.168.1.1/",
  "https://169.254.169.254/latest/meta-data/",
  "https://100.64.0.1/",
  "https://0.0.0.0/",
  "https://[::1]/",
  "https://[::ffff:10.0.0.1]/",
  "https://[64:ff9b::a00:1]/",
  "https://[fd00:ec2::254]/",
  "https://[fe80::1]/",
])("nothing is asked inside the network: %s", async (location) => {
  await expect(fetchMetadata(location, { loopback: false })).rejects.toThrow("inside the network");
});

test("plain http is for this machine only, and only where it is allowed", async () => {
  await expect(fetchMetadata("http://idp.test/", { loopback: true })).rejects.toThrow("expected https");
  await expect(fetchMetadata(origin(), { loopback: false })).rejects.toThrow("inside the network");
});

test("a name that leads inside is not asked, even where another of its addresses is outside", async () => {
  const resolve = (_name: string, _options: object, callback: (error: null, found: LookupAddress[]) => void) =>
    callback(null, [
      { address: "192.0.2.1", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ]);
  await expect(fetchMetadata("https://idp.test/", { loopback: true, resolve })).rejects.toThrow("inside the network");
});
