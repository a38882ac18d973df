import { describe, expect, test } from "@jest/globals";
import { createCookies } from "../../../handlers/shared/cookies.ts";
import { httpEvent } from "../../helpers/http-event.ts";

const NOW = new Date("2026-08-03T10:00:00.000Z");
const LATER = new Date("2026-08-03T11:00:00.000Z");
const secure = createCookies("https://sp.example.test");
const local = createCookies("http://localhost:4000");

describe("over https", () => {
  test("the session cookie is __Host-, HttpOnly, Secure and Lax, and lasts as long as the session", () => {
    expect(secure.session("sealed", LATER, NOW)).toBe(
      "__Host-samltrail=sealed; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax; Secure",
    );
  });

  test("the request cookie is __Host-, HttpOnly, Secure and None, and lasts ten minutes", () => {
    expect(secure.request("mark")).toBe(
      "__Host-samltrail-request=mark; Max-Age=600; Path=/; HttpOnly; SameSite=None; Secure",
    );
  });

  test("the presence comes with a provider's cross-site POST, the offer only with our own page's", () => {
    expect(secure.presence("sealed", LATER, NOW)).toBe(
      "__Host-samltrail-presence=sealed; Max-Age=3600; Path=/; HttpOnly; SameSite=None; Secure",
    );
    expect(secure.offer("sealed")).toBe(
      "__Host-samltrail-offer=sealed; Max-Age=300; Path=/; HttpOnly; SameSite=Strict; Secure",
    );
  });

  test("clearing a cookie has the attributes it was set with, or browsers would keep it", () => {
    expect(secure.clearSession()).toEqual([
      "__Host-samltrail=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure",
      "__Host-samltrail-presence=; Max-Age=0; Path=/; HttpOnly; SameSite=None; Secure",
    ]);
    expect(secure.clearOffer()).toBe("__Host-samltrail-offer=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure");
  });

  test("no cookie names a Domain, which __Host- forbids", () => {
    expect(secure.session("sealed", LATER, NOW) + secure.request("mark")).not.toMatch(/domain/i);
  });
});

describe("over http on a loopback address", () => {
  test.each(["http://localhost:4000", "http://127.0.0.1:4000", "http://[::1]:4000"])("%s: plain names", (baseUrl) => {
    const cookies = createCookies(baseUrl);
    expect(cookies.session("sealed", LATER, NOW)).toBe(
      "samltrail=sealed; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax",
    );
    expect(cookies.request("mark")).toBe(
      "samltrail-request=mark; Max-Age=600; Path=/; HttpOnly; SameSite=None; Secure",
    );
  });

  test.each(["http://sp.example.test", "http://localhost.example.test", "http://10.0.0.1"])(
    "%s is no loopback address and refused",
    (baseUrl) => {
      expect(() => createCookies(baseUrl)).toThrow(/must be https/);
    },
  );
});

describe("reading", () => {
  test("takes the cookie from event.cookies", () => {
    const event = httpEvent({ cookies: ["a=b", "__Host-samltrail=sealed.value=", "__Host-samltrail-request=mark"] });
    expect(secure.readSession(event)).toBe("sealed.value=");
    expect(secure.readRequest(event)).toBe("mark");
  });

  test.each(["cookie", "Cookie"])("takes it from the %s header where an emulator leaves event.cookies out", (name) => {
    const event = httpEvent({ headers: { [name]: "a=b; samltrail=sealed;samltrail-request=mark" } });
    expect(local.readSession(event)).toBe("sealed");
    expect(local.readRequest(event)).toBe("mark");
  });

  test.each([
    ["none", []],
    ["an empty one", ["__Host-samltrail="]],
    ["two of the name, the good one first", ["__Host-samltrail=good", "__Host-samltrail=planted"]],
    ["two of the name, the good one last", ["__Host-samltrail=planted", "__Host-samltrail=good"]],
    ["two of the name that are alike", ["__Host-samltrail=good", "__Host-samltrail=good"]],
    ["only the plain name, which any subdomain can plant", ["samltrail=planted"]],
    ["only one whose name begins like it", ["__Host-samltrail-request=mark", "__Host-samltrailer=x"]],
    ["one of another case", ["__host-samltrail=x"]],
  ])("believes nobody where the browser sends %s", (_name, cookies) => {
    expect(secure.readSession(httpEvent({ cookies }))).toBeNull();
  });

  test("a request without any header of cookies has none", () => {
    expect(secure.readSession(httpEvent())).toBeNull();
  });
});
