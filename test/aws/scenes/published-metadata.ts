import assert from "node:assert/strict";
import { readEvents } from "../../../cli/demo/evidence.ts";
import { identityProviderMetadata } from "../../../local/identity-provider/metadata.ts";
import { ENTITY_ID } from "../../../local/identity-provider/saml-messages.ts";
import type { Scene } from "../../e2e/scenario/deployment.ts";
import type { StageFolder } from "../deploy/stage-folder.ts";
import { type Backstage, findItems } from "./backstage.ts";

const CANDIDATE = "candidate#demo";

export const publishedMetadata = (backstage: Backstage, folder: StageFolder): Scene => ({
  title: "metadata that the provider publishes waits for a person, and is forgotten when it is taken back",
  async play({ evidenceBucket, invoke, quiet }) {
    const { provider } = backstage;
    const { certificatePem } = folder.identityProviderKeys;
    const elsewhere = { entityId: ENTITY_ID, singleSignOnUrl: `${provider.url}/elsewhere`, wantsSignedRequests: true };
    const waits = async () => (await findItems(backstage, "trust", ({ pk }) => pk === CANDIDATE)).length;
    provider.publish(identityProviderMetadata({ ...elsewhere, certificatePem }));
    await invoke("watch-certificates");
    assert.equal(await waits(), 1, "other metadata does not wait");
    provider.publish(null);
    await invoke("watch-certificates");
    assert.equal(await waits(), 0, "metadata that was taken back waits still");
    await quiet();
    const types = (await readEvents(evidenceBucket)).map(({ metadata }) => metadata.type);
    for (const type of ["Identity Provider Metadata Changed", "Certificate Expiring"]) {
      assert.ok(
        types.some((each) => each === type),
        `there is no ${type}`,
      );
    }
    return "said once, and not confirmed by anybody";
  },
});
