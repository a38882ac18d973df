import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Route } from "../../infra/pipeline/types.ts";
import { createActivity } from "../../local/activity.ts";
import { LOCAL_ACCOUNT } from "../../local/aws/account.ts";
import { FunctionError } from "../../local/functions/function-error.ts";
import { gateway } from "../../local/gateway.ts";
import { type Listener, listenOnLoopback } from "../../local/http/loopback.ts";
import { createStackLog } from "../../local/log.ts";

const routes: readonly Route[] = [
  { method: "ANY", path: "/saml/acs", function: "acs" },
  { method: "GET", path: "/", function: "home" },
  { method: "POST", path: "/session/end", function: "end-session" },
];

let listener: Listener;
let url: string;
let called: string;
let event: APIGatewayProxyEventV2;
let answer: () => Promise<unknown>;
const logged: Record<string, string>[] = [];

beforeAll(async () => {
  const listen = gateway({
    routes,
    account: LOCAL_ACCOUNT,
    invoke: (name, given) => {
      called = name;
      event = given as APIGatewayProxyEventV2;
      return answer();
    },
    accessLog: { write: ({ message }) => void logged.push(JSON.parse(message) as Record<string, string>) },
    activity: createActivity(),
    log: createStackLog(() => undefined),
  });
  listener = await listenOnLoopback(listen, 0);
  url = `http://127.0.0.1:${listener.port}`;
});
afterAll(() => listener.close());
beforeEach(() => {
  called = "nothing";
  answer = async () => ({ statusCode: 200, body: "ok" });
});

test("each request has its line in the access log, also one that reaches no function", async () => {
  logged.length = 0;
  await fetch(`${url}/`);
  const { requestId } = event.requestContext;
  answer = () => Promise.reject(new FunctionError("it failed"));
  await fetch(`${url}/saml/acs`, { method: "POST", body: "x" });
  await fetch(`${url}/nowhere`);
  const times = { requestTime: expect.stringMatching(/^\d{13}$/), latencyMs: expect.stringMatching(/^\d+$/) };
  expect(logged).toEqual([
    { requestId, route: "GET /", status: "200", integrationStatus: "200", error: "-", ...times },
    expect.objectContaining({ route: "ANY /saml/acs", status: "500", integrationStatus: "200" }),
    expect.objectContaining({ route: "-", status: "404", integrationStatus: "-" }),
  ]);
});

describe("a request", () => {
  test("becomes an event of payload format 2.0", async () => {
    await fetch(`${url}/?a=1&b=two%20words&a=3&empty=`, {
      headers: { "User-Agent": "a browser", Cookie: "one=1; two=2=2", "X-Own": "kept", Accept: "text/html" },
    });
    expect(called).toBe("home");
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "GET /",
      rawPath: "/",
      rawQueryString: "a=1&b=two%20words&a=3&empty=",
      queryStringParameters: { a: "1,3", b: "two words", empty: "" },
      cookies: ["one=1", "two=2=2"],
      isBase64Encoded: false,
      requestContext: {
        http: { method: "GET", path: "/", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "a browser" },
        routeKey: "GET /",
        stage: "$default",
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        timeEpoch: expect.any(Number),
        time: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
      },
    });
    expect(event.headers).toMatchObject({
      "x-own": "kept",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
    });
    expect(Object.keys(event.headers).filter((name) => name === "cookie" || /[A-Z]/.test(name))).toEqual([]);
    expect("body" in event).toBe(false);
  });

  test("has neither cookies nor query parameters where it was sent none", async () => {
    await fetch(url);
    expect(Object.keys(event)).not.toContain("cookies");
    expect(Object.keys(event)).not.toContain("queryStringParameters");
    expect(event.rawQueryString).toBe("");
  });

  test.each([
    ["application/x-www-form-urlencoded", true],
    ["application/octet-stream", true],
    ["application/json; charset=utf-8", false],
    ["application/samlmetadata+xml", false],
    ["text/plain", false],
  ])("with a body of %s: that it comes in base64 is %s", async (type, encoded) => {
    const body = "SAMLResponse=PHNhbWw%2B&ü";
    await fetch(`${url}/saml/acs`, { method: "POST", headers: { "content-type": type }, body });
    expect(event.isBase64Encoded).toBe(encoded);
    expect(Buffer.from(event.body ?? "", encoded ? "base64" : "utf8").toString()).toBe(body);
  });

  test("joins the values of a header sent twice", async () => {
    await new Promise<void>((resolve, reject) => {
      const sent = httpRequest(`${url}/`, { headers: { "x-twice": ["1", "2"] } }, (response) => {
        response.resume();
        response.on("end", resolve);
      });
      sent.on("error", reject);
      sent.end();
    });
    expect(event.headers["x-twice"]).toBe("1,2");
  });

  test.each(["GET", "POST", "DELETE"])("%s reaches a route for any method", async (method) => {
    await fetch(`${url}/saml/acs`, { method });
    expect([called, event.routeKey, event.requestContext.http.method]).toEqual(["acs", "ANY /saml/acs", method]);
  });

  test.each([
    ["GET", "/session/end"],
    ["POST", "/"],
    ["GET", "/saml/acs/"],
    ["GET", "/nowhere"],
  ])("%s %s has no route and is answered by the gateway", async (method, path) => {
    const response = await fetch(`${url}${path}`, { method });
    expect([response.status, await response.json(), called]).toEqual([404, { message: "Not Found" }, "nothing"]);
  });

  test("of more than ten megabytes never reaches a function", async () => {
    const response = await fetch(`${url}/saml/acs`, { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect([response.status, called]).toEqual([413, "nothing"]);
  });
});

describe("a function's answer", () => {
  test("becomes the response, each cookie a header of its own", async () => {
    answer = async () => ({
      statusCode: 303,
      headers: { Location: "/reports", "X-Number": 7 },
      cookies: ["a=1; Path=/", "b=2; Path=/"],
    });
    const response = await fetch(url, { redirect: "manual" });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/reports");
    expect(response.headers.get("x-number")).toBe("7");
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2; Path=/"]);
    expect(response.headers.get("apigw-requestid")).toBe(event.requestContext.requestId);
  });

  test("in base64 arrives as bytes", async () => {
    answer = async () => ({
      statusCode: 200,
      body: Buffer.from([0, 255, 10]).toString("base64"),
      isBase64Encoded: true,
    });
    const response = await fetch(url);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 10]);
  });

  test("without a status code is taken for JSON", async () => {
    answer = async () => ({ message: "inferred" });
    const response = await fetch(url);
    expect([response.status, response.headers.get("content-type"), await response.json()]).toEqual([
      200,
      "application/json",
      { message: "inferred" },
    ]);
  });

  test.each([
    ["an impossible status", { statusCode: "many" }],
    ["a body that is no text", { statusCode: 200, body: { a: 1 } }],
    ["a header that HTTP can't carry", { statusCode: 200, headers: { "x-split": "a\r\nb: c" } }],
  ])("with %s is an internal error and nothing of it gets out", async (_what, given) => {
    answer = async () => given;
    const response = await fetch(url);
    expect([response.status, await response.json()]).toEqual([500, { message: "Internal Server Error" }]);
    expect(response.headers.get("b")).toBeNull();
  });

  test("that never comes because it threw is an internal error without a word about it", async () => {
    answer = () => Promise.reject(new FunctionError("home failed"));
    const response = await fetch(url);
    expect([response.status, await response.json()]).toEqual([500, { message: "Internal Server Error" }]);
  });
});
