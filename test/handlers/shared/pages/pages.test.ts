import { describe, expect, test } from "@jest/globals";
import { failurePage } from "../../../../handlers/shared/pages/failure-page.ts";
import { document } from "../../../../handlers/shared/pages/layout.ts";
import { signInPage } from "../../../../handlers/shared/pages/sign-in-page.ts";
import { html } from "../../../../lib/html/html.ts";

const ATTACK = `</title></code>"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;`;

describe("the template", () => {
  test("escapes what it is given, for text and for attributes", () => {
    expect(html`<p title="${ATTACK}">${ATTACK}</p>`.toString()).toBe(`<p title="${ESCAPED}">${ESCAPED}</p>`);
  });

  test("takes markup of its own making as it is, in lists too, and leaves nothing for null", () => {
    const items = ["a", "<b>"].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}</ul>${null}${undefined}${7}`.toString()).toBe("<ul><li>a</li><li>&lt;b&gt;</li></ul>7");
  });

  test("does not take another object for markup, whatever its toString says", () => {
    const forged = { toString: () => "<script>" };
    expect(() => html`${forged as never}`.toString()).toThrow();
  });
});

const ESCAPED =
  "&lt;/title&gt;&lt;/code&gt;&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;";

const failure = {
  status: 403,
  reason: "audience",
  correlationId: "01K1V0000000000000000000AA",
  words: "The message was meant for another application.",
  remedy: "Compare the audience.",
  detail: "no-audience-of-ours",
  retryUrl: "/",
};

describe("the failure page", () => {
  const text = document(failurePage(failure));

  test("says what went wrong, what to do, which number to quote, and how to start again", () => {
    for (const part of [failure.words, failure.remedy, failure.correlationId, failure.reason, failure.detail]) {
      expect(text).toContain(part);
    }
    expect(text).toContain(`<a class="button" href="/">Start again</a>`);
  });

  test("names its language, its width and its title, and has one heading of the first rank", () => {
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(text).toContain(`<meta name="viewport" content="width=device-width, initial-scale=1">`);
    expect(text).toContain("<title>You were not signed in · samltrail</title>");
    expect(text.match(/<h1>/g)).toHaveLength(1);
  });

  test("does not blame the person where the fault is ours", () => {
    expect(document(failurePage({ ...failure, status: 503 }))).toContain("Signing in is not possible right now");
  });

  test("shows hostile text as text, wherever it comes from", () => {
    const hostile = Object.fromEntries(
      ["reason", "correlationId", "words", "remedy", "detail", "retryUrl", "title", "retryLabel"].map((key) => [
        key,
        ATTACK,
      ]),
    );
    const page = document(failurePage({ ...failure, ...hostile }));
    expect(page).not.toMatch(/<script|<img/);
    expect(page.split("&lt;script&gt;").length - 1).toBe(9);
  });

  test("has no line for a detail where there is none", () => {
    expect(document(failurePage({ ...failure, detail: undefined }))).not.toContain("Detail");
  });
});

describe("the sign-in page", () => {
  const provider = { id: "acme", name: "Acme & <Sons>", singleSignOnUrl: "https://idp.acme.example/sso" };

  test("has a button for each provider, and carries the place the login is to lead to", () => {
    const page = document(signInPage([provider, { ...provider, id: "globex", name: "Globex" }], "/reports?a=b&c=d"));
    expect(page).toContain(`href="/saml/login?provider=acme&amp;RelayState=%2Freports%3Fa%3Db%26c%3Dd"`);
    expect(page).toContain("Sign in with Acme &amp; &lt;Sons&gt;");
    expect(page).toContain("Sign in with Globex");
  });

  test("tells where to start with a provider that takes no requests", () => {
    const page = document(signInPage([{ ...provider, singleSignOnUrl: null }], null));
    expect(page).toContain("Acme &amp; &lt;Sons&gt;: start from your page of applications there.");
    expect(page).not.toContain("/saml/login");
  });
});
