import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ulid } from "ulid";
import { LOCAL_ACCOUNT } from "../../../local/aws/account.ts";
import { LOCAL_NAMES } from "../../../local/functions/environment.ts";
import { expectAccessible } from "../axe.ts";
import type { Check } from "../check.ts";
import { beRefused, expectHeading, signInHere } from "../people.ts";
import type { World } from "../world.ts";

const Bucket = LOCAL_NAMES.evidenceBucket;
const HOUR = 3_600_000;

interface Detail {
  readonly metadata: { readonly id: string; readonly type: string };
}

/** Puts a login of two hours ago into the archive, made from one of today, and has its hour sealed. @returns its correlation id */
async function sealedLogin({ stack }: World): Promise<string> {
  const settings = { accessKeyId: "local", secretAccessKey: "local" };
  const s3 = new S3Client({
    endpoint: stack.awsUrl,
    region: LOCAL_ACCOUNT.region,
    credentials: settings,
    forcePathStyle: true,
  });
  try {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "events/" }));
    const bodies = await Promise.all(
      Contents.map(async ({ Key }) =>
        (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString("utf8"),
      ),
    );
    const details = bodies.flatMap((body = "") => body.trim().split("\n")).map((line) => JSON.parse(line) as Detail);
    const login = details.find(({ metadata }) => metadata.type === "Login Succeeded");
    assert.ok(login, "nobody has signed in yet");
    const then = new Date(Date.now() - 2 * HOUR);
    const correlationId = ulid(then.getTime());
    const metadata = {
      ...login.metadata,
      id: ulid(then.getTime()),
      attemptId: ulid(then.getTime()),
      occurredAt: then.toISOString(),
      correlationId,
      producer: { id: ulid(then.getTime()), sequence: 1 },
    };
    const body = `${JSON.stringify({ ...login, metadata })}\n`;
    const hour = then.toISOString().slice(0, 13).replace("T", "-").replaceAll("-", "/");
    const Key = `events/${hour}/${createHash("sha256").update(body).digest("hex")}.jsonl`;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: body, IfNoneMatch: "*" }));
    const fired = await fetch(`${stack.awsUrl}/_local/schedules/seal-archive`, { method: "POST" });
    assert.equal(fired.status, 200);
    return correlationId;
  } finally {
    s3.destroy();
  }
}

export const followLogin: readonly Check[] = [
  {
    name: "the number on a refusal page leads to the login: steps, reason, remedy, events, queues and archive",
    run: (world) =>
      world.visit(async (page) => {
        const number = await beRefused(page, world, "wrong-audience");
        await world.stack.quiet();
        await page.goto(world.local(""));
        await page.getByLabel("Follow a login").fill(number.toLowerCase());
        await page.getByRole("button", { name: "Find" }).click();
        await expectHeading(page, "One login");
        assert.equal(page.url(), world.local(`login/${number}`));
        assert.match((await page.locator(".verdict").textContent()) ?? "", /refused/);
        await page.getByText("Compare the audience (entity ID)").first().waitFor();
        const refused = page.getByRole("row", { name: /check-conditions/ });
        assert.match((await refused.textContent()) ?? "", /refused\d/);
        assert.match((await page.getByRole("row", { name: /start-session/ }).textContent()) ?? "", /not reached/);
        const event = page.getByRole("region", { name: "Login Failed" });
        assert.match(
          (await event.getByRole("row", { name: /archive-events/ }).textContent()) ?? "",
          /done at .*1 attempt/,
        );
        await event.getByText(/^events\/\d{4}\/\d\d\/\d\d\/\d\d\/[0-9a-f]{64}\.jsonl$/).waitFor();
        await event.getByText(/not sealed yet: the hour/).waitFor();
        await expectAccessible(page, "the page of a refused login");
      }),
  },
  {
    name: "a login that succeeded is followed from the list of the latest, on a phone and in the dark",
    run: (world) =>
      world.visit(
        async (page) => {
          await signInHere(page, world, "Alice Archer");
          await expectHeading(page, "Signed in as Alice Archer");
          await world.stack.quiet();
          await page.goto(world.local("logins"));
          await expectAccessible(page, "the latest logins");
          await page.getByRole("listitem").filter({ hasText: "Alice Archer" }).getByRole("link").first().click();
          await expectHeading(page, "One login");
          for (const type of ["Login Succeeded", "Roles Mapped"])
            await page.getByRole("region", { name: type }).waitFor();
          assert.match((await page.locator(".verdict").textContent()) ?? "", /let in/);
          for (const summary of await page.locator("#trail summary").all()) await summary.click();
          await expectAccessible(page, "the page of a login that succeeded");
          assert.equal(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
        },
        { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
      ),
  },
  {
    name: "what was sealed shows its seal and an inclusion proof that holds",
    run: (world) =>
      world.visit(async (page) => {
        const correlationId = await sealedLogin(world);
        await page.goto(world.local(`login/${correlationId}`));
        await page.getByText(/sealed: leaf 1 of 1 .* leads to the signed root/).waitFor();
        await page.getByText("Inclusion proof").click();
        await page.getByText("none: it is the only leaf").waitFor();
        await page.getByText("delivered before this start of the stack").first().waitFor();
        await expectAccessible(page, "the page of a sealed login");
      }),
  },
  {
    name: "an id that nobody knows, and one that is none, are said to be",
    run: (world) =>
      world.visit(async (page) => {
        await page.goto(world.local(`login/${"0".repeat(26)}`));
        await page.getByText("Neither the ledger nor a queue nor the archive").waitFor();
        await expectAccessible(page, "the page of an unknown login");
        await page.getByLabel("Follow a login").fill("<b>no id</b>");
        await page.getByRole("button", { name: "Find" }).click();
        await page.getByText("is no correlation id").waitFor();
        assert.equal(await page.locator("b").count(), 0);
      }),
  },
  {
    name: "the overview shows the way to everything",
    run: (world) =>
      world.visit(async (page) => {
        await page.goto(world.local(""));
        await expectHeading(page, "samltrail on this machine");
        await page.getByRole("row", { name: /archive-events/ }).waitFor();
        await expectAccessible(page, "the overview");
      }),
  },
];
