import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { notDeployed } from "./not-deployed.ts";

test("a stack that is not for the emulator is told, with the types that no deployed one has", async () => {
  const assembly = await mkdtemp(join(tmpdir(), "samltrail-not-deployed-"));
  const write = (stack: string, ...types: readonly string[]) => {
    const Resources = Object.fromEntries(types.map((Type, index) => [`resource${index}`, { Type }]));
    return writeFile(join(assembly, `${stack}.template.json`), JSON.stringify({ Resources }));
  };
  try {
    await write("one", "AWS::KMS::Key");
    await write("two", "AWS::Events::Archive", "AWS::KMS::Key");
    await write("three", "AWS::KMS::Key");
    expect(await notDeployed(assembly, ["one"])).toEqual(["three", "two, with AWS::Events::Archive"]);
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
});
