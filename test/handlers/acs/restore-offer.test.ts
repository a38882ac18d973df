import { expect, test } from "@jest/globals";
import { formOf, type Visited } from "../../../cli/demo/browser.ts";
import { restoreOffer } from "../../../handlers/acs/restore-offer.ts";
import { LoginRefused } from "../../../lib/saml/refusal.ts";
import { createSessionSealer } from "../../../lib/session/jose-sealer.ts";
import { NOW, testConfiguration } from "../../fixtures/configuration.ts";

const KEYS = { current: "k1", keys: { k1: new Uint8Array(32).fill(7) } };
const SEALER = createSessionSealer(KEYS, "restore-request");
const SUBJECT = `subject:k1:${"s".repeat(43)}`;
const NUMBER = "01K1V0000000000000000000AA";

function offered(prunedRoles: readonly string[], restoreRequests = true) {
  const { pruning, ...rest } = testConfiguration();
  const configuration = { ...rest, pruning: { ...pruning, restoreRequests } };
  const refusal = new LoginRefused("role-pruned", { problem: "role-pruned", prunedRoles });
  const [provider] = configuration.identityProviders;
  const known = { person: { subject: SUBJECT, nameId: "ada", displayName: "Ada" }, provider };
  return restoreOffer({ refusal, known } as never, { configuration, correlationId: NUMBER, now: NOW } as never, SEALER);
}

const formIn = (page: unknown) => formOf({ url: "https://sp.example.test/saml/acs", page: String(page) } as Visited);

test("the form holds, sealed, who was refused which roles at which login, for 15 minutes", async () => {
  const { action, fields } = formIn(await offered(["auditor"]));
  expect(action).toBe("https://sp.example.test/roles/restore-requests");
  expect(fields.role).toBe("auditor");
  const held = { id: NUMBER, subject: SUBJECT, identityProviderId: "acme", samlRoles: ["auditor"] };
  expect(await SEALER.open(fields.form ?? "", NOW)).toMatchObject(held);
  expect(await SEALER.open(fields.form ?? "", new Date(NOW.getTime() + 15 * 60_000))).toBeNull();
});

test("what the form holds is no session", async () => {
  const { fields } = formIn(await offered(["auditor"]));
  for (const purpose of ["session", "offer", "presence"] as const)
    expect(await createSessionSealer(KEYS, purpose).open(fields.form ?? "", NOW)).toBeNull();
});

test("who was refused several roles chooses one, and their names are text on the page", async () => {
  const page = String(await offered(["auditor", "<b>admin</b>"]));
  expect(page).toContain(
    '<option value="auditor">auditor</option><option value="&lt;b&gt;admin&lt;/b&gt;">&lt;b&gt;admin&lt;/b&gt;</option>',
  );
});

test("there is no form where the stage does not let people ask, or nothing was pruned", async () => {
  expect(await offered(["auditor"], false)).toBeNull();
  expect(await offered([])).toBeNull();
});

test("names of roles too long for the form leave the page without one", async () => {
  const noise = Array.from({ length: 10 }, (_, index) =>
    Buffer.from(`${index}${"é€漢".repeat(84)}`).toString("base64url"),
  );
  const random = noise.map((_, index) =>
    [...Array(250)].map((__, at) => String.fromCodePoint(0x4e00 + ((at * 7919 + index * 104729) % 20_000))).join(""),
  );
  expect(await offered(random)).toBeNull();
});
