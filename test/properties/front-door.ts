/** Whatever is posted to the ACS function: it answers with a page, says so in one event, and keeps its log lines short. */
import { ok, strictEqual } from "node:assert/strict";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import fc from "fast-check";
import { NOW } from "../fixtures/configuration.ts";
import { formOf } from "../fixtures/form.ts";
import { buildResponse } from "../fixtures/saml-response.ts";
import { openFrontDoor } from "../handlers/acs/front-door.ts";
import { type Property, property } from "./property.ts";

const MAXIMUM_LINE = 8 * 1024;
const CONTEXT = { functionName: "acs", awsRequestId: "request", getRemainingTimeInMillis: () => 10_000 } as Context;

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom("", "\r\n", "\u0000", "\u2028{}", "%", "x".repeat(20_000), '"}\n{"level":"ERROR"}'),
);

const genuine = buildResponse().xml;
const encrypted = buildResponse({ encrypt: {} }).xml;

/** A genuine message with a piece cut out of it and another put in. */
const spoilt = fc
  .record({ xml: fc.constantFrom(genuine, encrypted), from: fc.nat(), length: fc.nat(60), put: anyText })
  .map(({ xml, from, length, put }) => {
    const at = from % xml.length;
    return xml.slice(0, at) + put + xml.slice(at + length);
  });

const markup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "<",
        ">",
        "/>",
        "</",
        "<!--",
        "-->",
        "<?",
        "?>",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE a [",
        "&",
        ";",
        '"',
        "'",
        "=",
      ),
      fc.constantFrom(
        "samlp:Response",
        "saml:Assertion",
        "ds:Signature",
        "xmlns:samlp",
        "ID",
        " ",
        "a",
        "&#0;",
        "&lt;",
      ),
      anyText,
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

const fields = fc
  .array(fc.tuple(fc.constantFrom("SAMLResponse", "RelayState", "SAMLart", ""), fc.oneof(anyText, markup)), {
    maxLength: 4,
  })
  .map((pairs) => formOf(...pairs).body.toString());

const message = fc
  .oneof(spoilt, markup, anyText)
  .map((xml) => formOf(["SAMLResponse", Buffer.from(xml).toString("base64")]).body.toString());

const request = fc.record({
  method: fc.oneof({ weight: 8, arbitrary: fc.constant("POST") }, fc.constantFrom("GET", "PUT", "post", ""), anyText),
  contentType: fc.oneof(
    { weight: 8, arbitrary: fc.constant("application/x-www-form-urlencoded") },
    fc.constantFrom("application/x-www-form-urlencoded; charset=UTF-16", "text/xml", undefined),
    anyText,
  ),
  body: fc.option(fc.oneof({ weight: 4, arbitrary: message }, fields, anyText), { nil: undefined, freq: 12 }),
  /** Whether the body is sent in base64, and whether the event says so. */
  encoded: fc.constantFrom("yes", "no", "said only"),
  headers: fc.dictionary(anyText, anyText, { maxKeys: 3 }),
  cookies: fc.option(fc.array(fc.oneof(anyText, fc.constant("__Host-samltrail-request=a")), { maxLength: 3 }), {
    nil: undefined,
  }),
  sourceIp: anyText,
  userAgent: anyText,
  requestId: anyText,
});

type Request = typeof request extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function eventOf({ method, contentType, body, encoded, headers, cookies, sourceIp, userAgent, requestId }: Request) {
  return {
    version: "2.0",
    routeKey: "ANY /saml/acs",
    rawPath: "/saml/acs",
    rawQueryString: "",
    headers: { ...headers, ...(contentType !== undefined && { "content-type": contentType }) },
    ...(cookies && { cookies }),
    requestContext: { requestId, http: { method, path: "/saml/acs", protocol: "HTTP/1.1", sourceIp, userAgent } },
    ...(body !== undefined && { body: encoded === "yes" ? Buffer.from(body).toString("base64") : body }),
    isBase64Encoded: encoded !== "no",
  } as unknown as APIGatewayProxyEventV2;
}

/** What `run` writes on the console, instead of writing it. */
async function linesOf(run: () => Promise<void>): Promise<string[]> {
  const lines: string[] = [];
  const { log, info, warn, error, debug } = console;
  const keep = (line: unknown) => void lines.push(String(line));
  Object.assign(console, { log: keep, info: keep, warn: keep, error: keep, debug: keep });
  try {
    await run();
  } finally {
    Object.assign(console, { log, info, warn, error, debug });
  }
  return lines;
}

/** The properties of the ACS function between real edges, and what closes those. */
export async function frontDoorProperties(): Promise<{ properties: readonly Property[]; close(): Promise<void> }> {
  const door = await openFrontDoor();
  const { createAcsHandler } = await import("../../handlers/acs/create-handler.ts");
  let now = NOW;
  const handler = createAcsHandler(() => now);

  const anyRequest = property(
    "any request gets a page, gives one outcome event, and writes short log lines",
    80,
    request,
    async (drawn) => {
      // A minute of its own, so that the flood gate of unattributed failures lets the event through.
      now = new Date(now.getTime() + 60_000);
      door.bus.events.length = 0;
      const lines = await linesOf(async () => {
        const { statusCode = 0, headers, body } = await handler(eventOf(drawn), CONTEXT);
        ok(statusCode >= 300 && statusCode < 500, `answered ${statusCode}: ${body}`);
        ok(statusCode === 303 || String(headers?.["content-type"]).startsWith("text/html"), "there is no page");
      });
      const outcomes = door.bus.events.filter(({ metadata }) => /^Login (?:Succeeded|Failed)$/.test(metadata.type));
      strictEqual(outcomes.length, 1, `${outcomes.length} outcome events`);
      for (const line of lines) {
        // On the console of a test Powertools indents its JSON; a function writes it in one line.
        const { length } = JSON.stringify(JSON.parse(line));
        ok(length <= MAXIMUM_LINE, `a log line of ${length} characters: ${line.slice(0, 400)}`);
      }
    },
  );

  return { properties: [anyRequest], close: () => door.close() };
}
