import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { startSession } from "../../../lib/saml/steps/start-session.ts";
import { SessionTooLarge } from "../../../lib/session/jose-sealer.ts";
import { NOW, testConfiguration } from "../../fixtures/configuration.ts";
import { aSession, SEALER } from "../../helpers/session.ts";
import { fails } from "../memory.ts";
import { addedBy, refusedBy } from "./run-step.ts";

const step = startSession(SEALER);

const started = {
  session: aSession(),
  configuration: testConfiguration({
    relayState: { allowed: ["/", "/reports/*", "https://app.example.test/*"], default: "/welcome" },
  }),
};
const byProvider = (relayState: string | null) => ({
  ...started,
  relayState,
  initiatedBy: "identity-provider" as const,
  requestedRelayState: null,
});
const byUs = (requestedRelayState: string | null, relayState: string | null) => ({
  ...started,
  relayState,
  initiatedBy: "service-provider" as const,
  requestedRelayState,
});

describe("start-session", () => {
  test("seals the session as it was recorded", async () => {
    const { sealedSession } = await addedBy(step, byProvider(null));
    expect(await SEALER.open(sealedSession, NOW)).toEqual(started.session);
    expect(sealedSession).not.toContain("Lovelace");
  });

  test.each([
    ["/reports/july?page=2#top", "/reports/july?page=2#top"],
    ["https://app.example.test/x", "https://app.example.test/x"],
    [null, "/welcome"],
    ["", "/welcome"],
    ["/elsewhere", "/welcome"],
    ["//evil.example/", "/welcome"],
    ["https://evil.example/", "/welcome"],
    ["javascript:alert(1)", "/welcome"],
    ["/reports/../admin", "/welcome"],
  ])(
    "of a login begun at the provider, leads by its RelayState to allowed places only: %j to %s",
    async (relayState, target) => {
      expect(await addedBy(step, byProvider(relayState))).toMatchObject({ target });
    },
  );

  test.each([
    ["/reports/july", "/reports/june", "/reports/july"],
    ["/reports/july", null, "/reports/july"],
    [null, "/reports/june", "/welcome"],
    ["/elsewhere", "/reports/june", "/welcome"],
  ])(
    "of a login begun here, leads where it was meant to when it began, whatever the message brings: %j, %j to %s",
    async (requested, brought, target) => {
      expect(await addedBy(step, byUs(requested, brought))).toMatchObject({ target });
    },
  );

  test("refuses as internal where the session cannot be sealed, the cause kept for the log", async () => {
    expect(await refusedBy(startSession({ ...SEALER, seal: fails }), byProvider(null))).toMatchObject({
      step: "start-session",
      reason: "internal",
      problem: "unexpected-error",
      cause: new Error("it does not answer"),
    });
    const session = aSession({ displayName: randomBytes(4000).toString("base64") });
    const { cause } = await refusedBy(step, { ...byProvider(null), session });
    expect(cause).toBeInstanceOf(SessionTooLarge);
  });
});
