import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { missingOptionals } from "../../tools/complete-lockfile.ts";

const lock = { packages: { "node_modules/tool": { optionalDependencies: { "@tool/darwin-arm64": "1.0.0" } } } };

describe("the lock file", () => {
  test("names the packages of every platform, as npm ci demands", () => {
    expect(missingOptionals(JSON.parse(readFileSync("package-lock.json", "utf8")))).toEqual([]);
  });

  test("is found incomplete where an optional package is missing", () => {
    expect(missingOptionals(lock)).toEqual([{ name: "@tool/darwin-arm64", version: "1.0.0", dev: false }]);
  });

  test("is complete where the package stands nested under the one that wants it", () => {
    const nested = { ...lock.packages, "node_modules/tool/node_modules/@tool/darwin-arm64": { version: "1.0.0" } };
    expect(missingOptionals({ packages: nested })).toEqual([]);
  });
});
