import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { linesBetween } from "../../../lib/evidence/access-log/cloudwatch-lines.ts";
import { makeDirectory, startTestStandIn, type TestStandIn } from "../aws-stand-in.ts";

let directory: string;
let standIn: TestStandIn;
let client: CloudWatchLogsClient;

beforeAll(async () => {
  directory = await makeDirectory();
  standIn = await startTestStandIn(directory);
  client = new CloudWatchLogsClient(standIn.client);
});
afterAll(async () => {
  client.destroy();
  await standIn.stop();
});

const between = async (from: number, to: number, group = "access-log") => {
  const pages = [];
  for await (const page of linesBetween(client, group, new Date(from), new Date(to))) pages.push(page);
  return pages;
};

test("a log group gives the lines between two instants, both included, page by page", async () => {
  for (let at = 1; at <= 10_002; at += 1) standIn.aws.accessLog.write({ at, message: `line ${at}` });
  const pages = await between(2, 10_002);
  expect(pages.map((page) => page.length)).toEqual([10_000, 1]);
  expect(pages[0]?.[0]).toEqual({ at: 2, message: "line 2" });
  expect(pages[1]).toEqual([{ at: 10_002, message: "line 10002" }]);
  expect(await between(20_000, 30_000)).toEqual([[]]);
});

test("a log group that is not there is an error", async () => {
  await expect(between(1, 2, "another")).rejects.toBeInstanceOf(ResourceNotFoundException);
  const bad = client.send(new FilterLogEventsCommand({ logGroupName: "access-log", nextToken: "nonsense" }));
  await expect(bad).rejects.toThrow("the token of the page before");
});

test("lines are there after a restart", async () => {
  await standIn.stop();
  standIn = await startTestStandIn(directory);
  client.destroy();
  client = new CloudWatchLogsClient(standIn.client);
  expect((await between(10_001, 10_002)).flat()).toHaveLength(2);
});
