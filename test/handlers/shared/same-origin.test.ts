import { describe, expect, test } from "@jest/globals";
import { isFromOurselves } from "../../../handlers/shared/same-origin.ts";
import { httpEvent } from "../../helpers/http-event.ts";

const BASE = "https://sp.example.test";
const judge = (headers: Record<string, string>) => isFromOurselves(httpEvent({ method: "POST", headers }), BASE);

describe("a request of our own page", () => {
  test.each([
    ["Chrome and Firefox", { origin: BASE, "sec-fetch-site": "same-origin", referer: `${BASE}/` }],
    ["a browser that hides its origin", { origin: "null", "sec-fetch-site": "same-origin" }],
    ["a browser that knows no Sec-Fetch-Site", { origin: BASE }],
    ["a browser that sends a referer only", { referer: `${BASE}/reports?a=b` }],
    ["an emulator that keeps the case of headers", { Origin: BASE, "Sec-Fetch-Site": "same-origin" }],
  ])("%s", (_name, headers) => {
    expect(judge(headers)).toBe(true);
  });
});

describe("a request from anywhere else", () => {
  test.each([
    ["another site", { origin: "https://evil.example" }],
    ["another site, by Sec-Fetch-Site alone", { "sec-fetch-site": "cross-site" }],
    ["a sandboxed frame", { origin: "null", "sec-fetch-site": "cross-site" }],
    ["a sibling subdomain", { origin: "https://other.example.test", "sec-fetch-site": "same-site" }],
    ["our host by http", { origin: "http://sp.example.test" }],
    ["our host on another port", { origin: "https://sp.example.test:8443" }],
    ["a longer name", { origin: "https://sp.example.test.evil.example" }],
    ["a referer elsewhere that names us", { referer: "https://evil.example/https://sp.example.test/" }],
    ["a referer that is no URL", { referer: "sp.example.test" }],
    ["headers that disagree", { origin: BASE, "sec-fetch-site": "cross-site" }],
    ["headers that disagree the other way", { origin: "https://evil.example", "sec-fetch-site": "same-origin" }],
    ["an opaque origin without another witness", { origin: "null" }],
    ["nobody who says where from", {}],
  ])("%s", (_name, headers) => {
    expect(judge(headers)).toBe(false);
  });
});
