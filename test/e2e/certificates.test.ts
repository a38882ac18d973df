/** The whole stack with the real handlers: the demo provider publishes a second key, and the service provider rolls its own. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { certificatesCommand } from "../../cli/certificates/certificates-command.ts";
import { readEvents } from "../../cli/demo/evidence.ts";
import { startAtServiceProvider } from "../../cli/demo/sign-in.ts";
import { type LocalStack, startLocalStack } from "../../local/stack.ts";
import { keyDescriptor } from "../config/helpers/metadata.ts";
import { certificateBase64, pinnedCertificate } from "../fixtures/keys.ts";
import { runCommand } from "../helpers/run-command.ts";

let directory: string;
let stack: LocalStack;
let published = "";
let server: Server;

beforeAll(async () => {
  server = createServer((_request, response) => void response.end(published));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  directory = await mkdtemp(join(tmpdir(), "samltrail-certificates-"));
  const configFile = join(directory, "config", "local.yaml");
  await cp("config", join(directory, "config"), { recursive: true });
  const stage = await readFile(configFile, "utf8");
  const metadata = "metadata: demo-identity-provider.xml\n";
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metadata`;
  await writeFile(configFile, stage.replace(metadata, `${metadata}    metadataUrl: ${url}\n`));
  stack = await startLocalStack({
    dataDirectory: join(directory, "data"),
    configFile,
    port: 0,
    identityProviderPort: 0,
    timeScale: 1 / 500,
    log: () => undefined,
  });
}, 60_000);
afterAll(async () => {
  await stack.stop();
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

async function certificates(...args: readonly string[]) {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const all = ["certificates", ...args, "--stack", "local", "--data", join(directory, "data")];
  const code = await runCommand({ certificates: certificatesCommand }, all, { out: say, error: say, now: new Date() });
  return { code, said: lines.join("\n") };
}

async function watch(): Promise<number> {
  const { status } = await fetch(`${stack.awsUrl}/_local/schedules/watch-certificates`, { method: "POST" });
  await stack.quiet();
  return status;
}

const changes = async () =>
  (await readEvents("evidence")).flatMap((event) =>
    event.metadata.type === "Identity Provider Metadata Changed" ? [event.data as { outcome: string }] : [],
  );

test("what the provider publishes is seen over loopback, waits, is confirmed, and is in the archive", async () => {
  const own = await (await fetch(`${stack.identityProviderUrl}/metadata`)).text();
  published = own;
  expect(await watch()).toBe(200);
  expect(await certificates()).toMatchObject({ code: 0, said: expect.stringContaining("demo") });

  const next = keyDescriptor(certificateBase64("acme-rsa-next"), "signing")
    .replaceAll("KeyDescriptor", "md:KeyDescriptor")
    .replace("<ds:KeyInfo>", '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">');
  published = own.replace("<md:NameIDFormat>", `${next}<md:NameIDFormat>`);
  expect(await watch()).toBe(200);
  expect(await watch()).toBe(200);
  const shown = await certificates("confirm", "demo");
  expect(shown.said).toContain(pinnedCertificate("acme-rsa-next").fingerprint);
  const [, proposal = ""] = /--proposal ([0-9a-f]+)/.exec(shown.said) ?? [];
  expect((await certificates("confirm", "demo", "--proposal", proposal)).code).toBe(0);
  await stack.quiet();
  expect(await watch()).toBe(200);
  expect((await certificates()).said).toContain(pinnedCertificate("acme-rsa-next").fingerprint.slice(0, 16));
  expect((await changes()).map(({ outcome }) => outcome).sort()).toEqual(["applied", "awaiting-confirmation"]);
});

test("a rolled signing key signs the next login, and the provider knows it from our metadata", async () => {
  const begun = await certificates("rotate", "--purpose", "signing");
  expect(begun).toMatchObject({
    code: 0,
    said: expect.stringContaining("samltrail certificates rotate --purpose signing --step use"),
  });
  expect((await certificates("rotate", "--purpose", "signing", "--step", "use", "--at-once")).code).toBe(0);
  const { answer } = await startAtServiceProvider(stack, "alice", "/");
  expect(answer.status).toBe(303);
  const ours = await (await fetch(`${stack.serviceProviderUrl}/saml/metadata`)).text();
  expect(ours.match(/<KeyDescriptor use="signing">/g)).toHaveLength(2);
});
