import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { CREDENTIAL_REMEDIES } from "../../lib/credentials/remedies.ts";
import { CREDENTIAL_REASONS } from "../../lib/events/role-credentials-refused.ts";

const guide = readFileSync(new URL("../../docs/roles-reference.md", import.meta.url), "utf8");

test.each(CREDENTIAL_REASONS)(
  "docs/roles-reference.md says with which status credentials are refused as %s",
  (reason) => {
    const { status } = CREDENTIAL_REMEDIES[reason];
    expect(guide).toMatch(new RegExp(`^\\| \`${reason}\` \\| ${status} \\|`, "m"));
  },
);
