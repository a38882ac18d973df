/** A stage folder that is right before each test, for the test to spoil in one place. */
import { afterAll, beforeAll, beforeEach, expect } from "@jest/globals";
import { certificate } from "./certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "./metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "./stage-folder.ts";

/** One signing key and one redirect address, as an IDPSSODescriptor holds them. */
export const PROVIDER_CHILDREN =
  keyDescriptor(certificate("p-256").base64, "signing") + singleSignOn("https://idp.test/sso");

interface Spoilt {
  readonly folder: StageFolder;
  /** The refusal's message once `from` in the stage file is replaced. */
  refusalOf(from: string, to: string): Promise<string>;
  /** The same for the mapping file. */
  mappingRefusalOf(from: string, to: string): Promise<string>;
}

/** Call at the top of a test file: it makes the folder before its tests and removes it after them. */
export function spoiltStage(): Spoilt {
  let folder: StageFolder;

  beforeAll(() => {
    folder = stageFolder({});
  });

  beforeEach(() => {
    folder.write("stage.yaml", STAGE);
    folder.write("mappings.yaml", MAPPINGS);
    folder.write("trust/okta.xml", entity({ children: PROVIDER_CHILDREN }));
  });

  afterAll(() => folder.remove());

  const spoil = (file: string, content: string, from: string, to: string) => {
    expect(content).toContain(from);
    folder.write(file, content.replace(from, to));
    return folder.refusal();
  };

  return {
    get folder() {
      return folder;
    },
    refusalOf: (from, to) => spoil("stage.yaml", STAGE, from, to),
    mappingRefusalOf: (from, to) => spoil("mappings.yaml", MAPPINGS, from, to),
  };
}
