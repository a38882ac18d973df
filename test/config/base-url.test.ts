import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { BaseUrlSources } from "../../lib/config/base-url.ts";
import { loadConfiguration } from "../../lib/config/load-configuration.ts";
import { certificate } from "./helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "./helpers/metadata.ts";
import { MAPPINGS, NOW, STAGE, type StageFolder, stageFolder } from "./helpers/stage-folder.ts";

let folder: StageFolder;

beforeAll(() => {
  const children = keyDescriptor(certificate("p-256").base64) + singleSignOn("https://idp.test/sso");
  folder = stageFolder({ "mappings.yaml": MAPPINGS, "trust/okta.xml": entity({ children }) });
});

afterAll(() => folder.remove());

/** The ACS URL, or the message of the refusal. */
async function acsUrl(stage: string, sources: BaseUrlSources = {}): Promise<string> {
  folder.write("stage.yaml", stage);
  const [file, trustDirectory] = [join(folder.path, "stage.yaml"), join(folder.path, "trust")];
  try {
    return (await loadConfiguration({ file, trustDirectory, now: NOW, ...sources })).serviceProvider.acsUrl;
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder.path}/`, "");
  }
}

const NAMED = `baseUrl: https://trail.test\n${STAGE}`;

describe("the base URL", () => {
  test("is the stage file's own", async () => {
    expect(await acsUrl(NAMED)).toBe("https://trail.test/saml/acs");
  });

  test("from outside wins over the stage file's", async () => {
    expect(await acsUrl(NAMED, { baseUrl: "https://other.test" })).toBe("https://other.test/saml/acs");
  });

  test("is the default only where neither names one", async () => {
    const sources = { defaultBaseUrl: "https://api.test" };
    expect([await acsUrl(NAMED, sources), await acsUrl(STAGE, sources)]).toEqual([
      "https://trail.test/saml/acs",
      "https://api.test/saml/acs",
    ]);
  });

  test("of the stage file is refused with its line where it is no safe origin", async () => {
    expect(await acsUrl(`baseUrl: http://trail.test\n${STAGE}`)).toBe(
      'the configuration cannot be used: stage.yaml:1:1: baseUrl: expected https (http only on a loopback address), found "http://trail.test"',
    );
  });

  test("is asked for where nothing names it", async () => {
    expect(await acsUrl(STAGE)).toBe(
      "the configuration cannot be used: stage.yaml:1:1: baseUrl: expected the origin where people reach the service",
    );
  });
});
