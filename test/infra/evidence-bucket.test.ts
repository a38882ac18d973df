/** How firmly evidence is kept, by what the stage file says. */
import { describe, expect, test } from "@jest/globals";
import { resourcesOf, type Stacks, synthesize } from "./helpers/synthesize.ts";

const bucketOf = ({ stateful }: Stacks) => {
  const [, bucket] = [...resourcesOf(stateful, "AWS::S3::Bucket")].find(([id]) => id.startsWith("evidence")) ?? [];
  return bucket?.Properties;
};

describe("the evidence bucket", () => {
  test("locks what is written for a day outside production, and warns of nothing", async () => {
    const stacks = await synthesize();
    expect(bucketOf(stacks)).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } },
      },
      VersioningConfiguration: { Status: "Enabled" },
      LifecycleConfiguration: {
        Rules: [
          {
            Prefix: "events/",
            Status: "Enabled",
            ExpirationInDays: 7 * 365,
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            Transitions: [{ StorageClass: "GLACIER_IR", TransitionInDays: 90 }],
          },
          {
            Prefix: "reports/days/",
            Status: "Enabled",
            ExpirationInDays: 7 * 365,
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            Transitions: [{ StorageClass: "GLACIER_IR", TransitionInDays: 90 }],
          },
          {
            Prefix: "seals/leaves/",
            Status: "Enabled",
            Transitions: [{ StorageClass: "GLACIER_IR", TransitionInDays: 90 }],
          },
        ],
      },
    });
    expect(stacks.warnings).toEqual([]);
    const [output] = Object.values(stacks.stateful.findOutputs("EvidenceLock"));
    expect(output?.Value).toBe("GOVERNANCE, 1 days from when an object was written");
  });

  test("locks for ever and a day only where the stage file says so, and synthesis names the end", async () => {
    const stacks = await synthesize(
      "retention: { archiveYears: 10, colderAfterDays: 60, lock: { mode: compliance, days: 3000, irrevocable: true } }\n",
    );
    expect(bucketOf(stacks)).toMatchObject({
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 3000 } } },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 3650, Transitions: [{ TransitionInDays: 60 }] }, {}, {}] },
    });
    expect(stacks.warnings).toHaveLength(1);
    expect(stacks.warnings[0]).toMatch(
      /COMPLIANCE for 3000 days: what is written today cannot be deleted before 20\d\d-\d\d-\d\d/,
    );
  });

  test("never loses seals to a lifecycle: the chain reaches back to its first hour", async () => {
    interface Rule {
      readonly Prefix?: string;
      readonly ExpirationInDays?: number;
    }
    const lifecycle = bucketOf(await synthesize())?.LifecycleConfiguration as { readonly Rules: readonly Rule[] };
    const { Rules } = lifecycle;
    expect(Rules.filter(({ ExpirationInDays }) => ExpirationInDays).map(({ Prefix }) => Prefix)).toEqual([
      "events/",
      "reports/days/",
    ]);
    // Leaves that move to the colder storage answer at once, as they do now.
    expect(Rules.map(({ Prefix }) => Prefix)).toEqual(["events/", "reports/days/", "seals/leaves/"]);
  });
});
