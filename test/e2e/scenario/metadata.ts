import assert from "node:assert/strict";
import type { Scene } from "./deployment.ts";

export const metadata: Scene = {
  title: "metadata for an identity provider to take in",
  async play({ serviceProviderUrl }) {
    const answer = await fetch(`${serviceProviderUrl}/saml/metadata`);
    assert.equal(answer.status, 200);
    const text = await answer.text();
    assert.ok(text.includes(`Location="${serviceProviderUrl}/saml/acs"`), text);
    return "names where answers are to be posted";
  },
};
