import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readStage } from "../../infra/stage.ts";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";

let folder: StageFolder;

beforeEach(() => {
  const children = keyDescriptor(certificate("p-256").base64) + singleSignOn("https://idp.test/sso");
  folder = stageFolder({
    "stage.yaml": STAGE.replace("metadata\n", "metadata\n  signingCertificate: sp.pem\n"),
    "mappings.yaml": MAPPINGS,
    "trust/okta.xml": entity({ children }),
    "trust/sp.pem": certificate("p-256").pem,
    "trust/unrelated.xml": "not named by the stage",
  });
});

afterEach(() => folder.remove());

const read = () => readStage(join(folder.path, "stage.yaml"), join(folder.path, "trust"));

describe("a stage to be deployed", () => {
  test("takes along the files that it names, and no others", async () => {
    const stage = await read();
    const files = stage.files.map(({ from, to }) => `${from.replace(folder.path, "")} > ${to}`);
    expect(files).toEqual([
      "/stage.yaml > config/stage.yaml",
      "/mappings.yaml > config/mappings.yaml",
      "/trust/okta.xml > trust/okta.xml",
      "/trust/sp.pem > trust/sp.pem",
    ]);
    expect(stage).toMatchObject({
      name: "local",
      environment: "dev",
      configFile: "config/stage.yaml",
      trustDirectory: "trust",
    });
  });

  test("is refused whole where a function could not start with it", async () => {
    folder.write("stage.yaml", STAGE.replace("clockSkewSeconds: 30", "clockSkewSeconds: 900"));
    await expect(read()).rejects.toThrow("identityProviders[0].clockSkewSeconds: expected at most 300, found 900");
  });

  test("is refused where its mapping file would stay behind", async () => {
    const path = join(folder.path, "mappings.yaml");
    folder.write("stage.yaml", STAGE.replace("mappings.yaml", path));
    await expect(read()).rejects.toThrow(
      "roleMappings: expected a path within the stage file's folder, so that it can be deployed along with it",
    );
  });
});
