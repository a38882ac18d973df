import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { lockOf, retentionSchema } from "../../lib/config/retention.ts";
import { certificate } from "./helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "./helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "./helpers/stage-folder.ts";

let folder: StageFolder;

beforeEach(() => {
  const children = keyDescriptor(certificate("p-256").base64) + singleSignOn("https://idp.test/sso");
  folder = stageFolder({ "stage.yaml": STAGE, "mappings.yaml": MAPPINGS, "trust/okta.xml": entity({ children }) });
});
afterEach(() => folder.remove());

const withRetention = (text: string) => folder.write("stage.yaml", `${STAGE}retention: ${text}\n`);

describe("how long what is kept", () => {
  test("by default is seven years for events, and a day of lock outside production", async () => {
    const { retention, environment } = await folder.load();
    expect(retention).toMatchObject({ archiveYears: 7, addressDays: 400, colderAfterDays: 90 });
    expect(lockOf(retention, environment)).toEqual({ mode: "governance", days: 1 });
    expect(lockOf(retention, "production")).toEqual({ mode: "governance", days: 400 });
  });

  test("may be no shorter than the lock", async () => {
    withRetention("{ archiveYears: 1, lock: { mode: governance, days: 366 } }");
    expect(await folder.refusal()).toContain(
      "retention.archiveYears: expected at least the 366 days for which objects are locked, found 1 years (365 days)",
    );
  });

  test("may not be shorter than production's own lock either", () => {
    expect(lockOf(retentionSchema.parse({ archiveYears: 1 }), "production").days).toBeGreaterThan(365);
  });

  test("moves to colder storage before it ends, not after", async () => {
    withRetention("{ archiveYears: 1, colderAfterDays: 365 }");
    expect(await folder.refusal()).toContain(
      "retention.colderAfterDays: expected fewer days than events are kept for (365)",
    );
  });
});

describe("a lock that nobody can undo", () => {
  test("is refused unless somebody says that they know", async () => {
    withRetention("{ lock: { mode: compliance, days: 365 } }");
    expect(await folder.refusal()).toContain("retention.lock.mode: expected irrevocable: true beside mode: compliance");
  });

  test("is taken from who says so", async () => {
    withRetention("{ lock: { mode: compliance, days: 365, irrevocable: true } }");
    const { retention } = await folder.load();
    expect(lockOf(retention, "dev")).toEqual({ mode: "compliance", days: 365 });
  });
});
