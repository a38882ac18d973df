import { Logger } from "@aws-lambda-powertools/logger";
import { afterAll, afterEach, expect, jest, test } from "@jest/globals";
import type { Context } from "aws-lambda";
import { BriefLogFormatter } from "../../../handlers/shared/log-format.ts";

process.env.AWS_LAMBDA_INITIALIZATION_TYPE = "on-demand";

const lines: Record<string, unknown>[] = [];
const [out, errors] = [process.stdout, process.stderr].map((stream) =>
  jest.spyOn(stream, "write").mockImplementation((chunk) => {
    lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
    return true;
  }),
);

afterAll(() => {
  out?.mockRestore();
  errors?.mockRestore();
});

afterEach(() => {
  lines.length = 0;
});

function invoked(): Logger {
  const logger = new Logger({ serviceName: "samltrail-test", logLevel: "INFO", logFormatter: new BriefLogFormatter() });
  logger.addContext({
    functionName: "acs",
    awsRequestId: "request-1",
    invokedFunctionArn: "arn:aws:lambda:eu-central-1:000000000000:function:acs",
    memoryLimitInMB: "1024",
  } as Context);
  return logger;
}

test("a line says which function wrote it, of which request, and what it was told; not what is the same in all of them", () => {
  const logger = invoked();
  logger.info("login succeeded", { outcome: "succeeded" });
  logger.addContext({ functionName: "acs", awsRequestId: "request-2" } as Context);
  logger.warn("login succeeded", { outcome: "succeeded" });
  const timestamp = expect.any(String);
  const common = { message: "login succeeded", timestamp, service: "samltrail-test", function_name: "acs" };
  expect(lines).toEqual([
    { ...common, level: "INFO", cold_start: true, function_request_id: "request-1", outcome: "succeeded" },
    { ...common, level: "WARN", function_request_id: "request-2", outcome: "succeeded" },
  ]);
});

test("an error is written with its name, its message and where it was thrown", () => {
  invoked().error("not counted", new TypeError("no such table"));
  expect(lines).toMatchObject([{ level: "ERROR", error: { name: "TypeError", message: "no such table" } }]);
});
