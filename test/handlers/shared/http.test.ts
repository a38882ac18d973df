import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { createAnswers } from "../../../handlers/shared/http.ts";
import { failurePage } from "../../../handlers/shared/pages/failure-page.ts";

const answers = createAnswers("https://sp.example.test");
const page = failurePage({
  status: 403,
  reason: "expired",
  correlationId: "01K1V0000000000000000000AA",
  words: "The message has expired.",
  remedy: "Sign in again.",
  retryUrl: "/",
});

const every = {
  "a page": answers.page(403, page),
  "a redirect": answers.redirect("/"),
  JSON: answers.json(200, {}),
  "a document": answers.content("application/samlmetadata+xml", "<a/>"),
};

describe.each(Object.entries(every))("%s", (_name, answer) => {
  test("may load nothing, be framed by nobody and is not stored", () => {
    const policy = String(answer.headers?.["content-security-policy"]).split("; ");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy.join()).not.toMatch(/unsafe|script|\*/);
    expect(answer.headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "strict-transport-security": "max-age=63072000",
    });
  });
});

test("the policy lets through the page's own style sheet, by its hash, and nothing on the page needs more", () => {
  const { headers, body = "" } = every["a page"];
  const [, style = ""] = /<style>(.*?)<\/style>/s.exec(body) ?? [];
  const hash = createHash("sha256").update(style).digest("base64");
  expect(headers?.["content-security-policy"]).toContain(`style-src 'sha256-${hash}'`);
  expect(body).not.toMatch(/<script|\sstyle=|\son\w+=|<img|@import|url\(/i);
  expect(body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});

test("a redirect is a 303, so that a POST is not repeated at the next place", () => {
  const answer = answers.redirect("/reports", { cookies: ["a=b", "c=d"] });
  expect(answer).toMatchObject({ statusCode: 303, headers: { location: "/reports" }, cookies: ["a=b", "c=d"] });
});

test("over http nothing is said of transport security", () => {
  const answer = createAnswers("http://localhost:4000").page(200, page);
  expect(answer.headers).not.toHaveProperty("strict-transport-security");
});
