/**
 * What a deployment over the last release would do to what holds data: nothing may be replaced or lost. the snapshot is what
 * the last release had; a new release adds to it by `npx jest test/infra/release -u`, and never takes away.
 */
import { expect, test } from "@jest/globals";
import { type Resource, resourcesOf, synthesize } from "./helpers/synthesize.ts";

/** Properties that AWS changes only by making the resource anew (each type's CloudFormation reference, "Update requires: Replacement"). */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  "AWS::DynamoDB::Table": ["TableName", "KeySchema"],
  "AWS::S3::Bucket": ["BucketName", "ObjectLockEnabled"],
  "AWS::KMS::Key": ["KeySpec", "KeyUsage", "MultiRegion"],
  "AWS::SecretsManager::Secret": ["Name"],
  "AWS::Events::EventBus": ["Name"],
  "AWS::IAM::Role": ["RoleName"],
};

const fixedOf = ({ Type, Properties }: Resource) =>
  Object.fromEntries((FIXED[Type] ?? []).map((name) => [name, Properties[name] ?? null]));

test("every resource that holds data, or is known by its name, keeps its logical id and what cannot be changed without replacing it", async () => {
  const { stateful } = await synthesize();
  const kept = Object.keys(FIXED).flatMap((type) =>
    [...resourcesOf(stateful, type)].map(([id, resource]) => ({
      id,
      type,
      deletion: resource.DeletionPolicy,
      replacement: resource.UpdateReplacePolicy,
      fixed: fixedOf(resource),
    })),
  );
  const lost = kept.filter(({ deletion, replacement }) => deletion !== "Retain" || replacement !== "Retain");
  // These hold nothing; but other teams' rules stand on the name of the bus, and lent roles on that of the role.
  expect(lost.map(({ type }) => type)).toEqual(["AWS::Events::EventBus", "AWS::IAM::Role"]);
  expect(kept.sort((left, right) => (left.id < right.id ? -1 : 1))).toMatchSnapshot();
});
