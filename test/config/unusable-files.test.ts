import { describe, expect, test } from "@jest/globals";
import { loadConfiguration } from "../../lib/config/load-configuration.ts";
import { spoiltStage } from "./helpers/spoilt-stage.ts";

const spoilt = spoiltStage();

describe("a file that is not what it should be", () => {
  test("a stage file that is missing", async () => {
    const sources = { file: "config/nowhere.yaml", trustDirectory: "trust", baseUrl: "https://sp.test" };
    await expect(loadConfiguration(sources)).rejects.toThrow(
      "the configuration cannot be used: config/nowhere.yaml: expected the stage file, but there is no such file",
    );
  });

  test("a folder in place of the mapping file", async () => {
    expect(await spoilt.refusalOf("roleMappings: mappings.yaml", "roleMappings: trust")).toBe(
      "the configuration cannot be used: trust: expected the role mapping file, but it is not a file",
    );
  });

  test("bytes that are not UTF-8", async () => {
    spoilt.folder.write("stage.yaml", Buffer.from("stage: caf\xe9", "latin1"));
    expect(await spoilt.folder.refusal()).toBe(
      "the configuration cannot be used: stage.yaml: expected the stage file in UTF-8, found other bytes: save it as UTF-8",
    );
  });

  test("a file above its size", async () => {
    spoilt.folder.write("stage.yaml", `# ${"x".repeat(1024 * 1024)}`);
    expect(await spoilt.folder.refusal()).toBe(
      "the configuration cannot be used: stage.yaml: expected at most 1048576 bytes, found 1048578",
    );
  });

  test("a key that stands twice", async () => {
    expect(await spoilt.refusalOf("environment: dev", "environment: dev\nstage: other")).toBe(
      "the configuration cannot be used: stage.yaml:3:1: not YAML: Map keys must be unique",
    );
  });

  test("a bracket that is never closed", async () => {
    expect(await spoilt.refusalOf("[dev, prod]", "[dev, prod")).toContain(
      "stage.yaml:4:1: not YAML: Flow sequence in block collection must be",
    );
  });

  test("a key that is itself a list", async () => {
    expect(await spoilt.refusalOf("environment: dev", "? [a, b]\n: dev")).toContain(
      "stage.yaml:2:3: not YAML: With stringKeys, all keys must be strings",
    );
  });

  test("aliases that unfold into a flood", async () => {
    const levels = ["a", "b", "c", "d", "e"].map((name, index, all) =>
      index === 0
        ? `${name}: &${name} [x, x, x, x, x, x, x, x, x, x]`
        : `${name}: &${name} [${Array(10)
            .fill(`*${all[index - 1]}`)
            .join(", ")}]`,
    );
    spoilt.folder.write("stage.yaml", levels.join("\n"));
    expect(await spoilt.folder.refusal()).toContain("Excessive alias count");
  });
});

test("a metadata file above 256 KiB is refused unread", async () => {
  spoilt.folder.write("trust/okta.xml", `<!--${"x".repeat(256 * 1024)}-->`);
  expect(await spoilt.folder.refusal()).toBe(
    "the configuration cannot be used: trust/okta.xml: expected at most 262144 bytes, found 262151",
  );
});
