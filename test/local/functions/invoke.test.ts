import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Context } from "aws-lambda";
import type { FunctionDefinition } from "../../../infra/pipeline/types.ts";
import { LOCAL_ACCOUNT } from "../../../local/aws/account.ts";
import type { Datum } from "../../../local/aws/cloudwatch/metric-store.ts";
import { captureOutput } from "../../../local/functions/captured-output.ts";
import { FunctionError } from "../../../local/functions/function-error.ts";
import { createInvoke, type Handler } from "../../../local/functions/invoke.ts";
import { createStackLog } from "../../../local/log.ts";

let printed: string[];
let logged: Record<string, unknown>[];
let recorded: Datum[];
let release: () => void;

beforeAll(() => {
  release = captureOutput();
});
afterAll(() => release());
beforeEach(() => {
  printed = [];
  logged = [];
  recorded = [];
});

const definition: FunctionDefinition & { name: "home" } = {
  name: "home",
  purpose: "for the test",
  timeoutSeconds: 5,
  memoryMegabytes: 512,
  uses: [],
};

function invoke(
  handler: Handler,
  event: object = {},
  timeoutSeconds = 5,
  sink = (line: string) => void printed.push(line),
) {
  const call = createInvoke({
    definitions: [{ ...definition, timeoutSeconds }],
    handlers: new Map([["home", handler]]),
    account: LOCAL_ACCOUNT,
    sink,
    recordMetrics: async (data) => void recorded.push(...data),
    log: createStackLog((line) => void logged.push(JSON.parse(line))),
  });
  return call("home", event);
}

describe("a function", () => {
  test("is called with its event and a context like Lambda's, and its answer comes back as JSON", async () => {
    let seen: Context | undefined;
    const answer = await invoke(
      async (event: { question: number }, context) => {
        seen = context;
        return { answer: event.question + 1, at: new Date(0), left: undefined };
      },
      { question: 41 },
    );
    expect(answer).toEqual({ answer: 42, at: "1970-01-01T00:00:00.000Z" });
    expect(seen).toMatchObject({
      functionName: "home",
      memoryLimitInMB: "512",
      invokedFunctionArn: "arn:aws:lambda:eu-central-1:000000000000:function:home",
    });
    expect(seen?.getRemainingTimeInMillis()).toBeGreaterThan(4000);
  });

  test("that throws is one log line, and the caller learns only that it failed", async () => {
    const failing = invoke(async () => {
      throw new TypeError("inner workings");
    });
    await expect(failing).rejects.toEqual(new FunctionError("home failed"));
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({ message: "function failed", function: "home", errorMessage: "inner workings" });
  });

  test("that takes longer than its time-out has failed", async () => {
    await expect(invoke(() => new Promise(() => undefined), {}, 0.02)).rejects.toThrow("home failed");
    expect(logged[0]).toMatchObject({ errorMessage: "Task timed out after 0.02 seconds" });
  });

  test("prints into its log, and metrics among it go to CloudWatch", async () => {
    const metric = {
      _aws: {
        Timestamp: 1000,
        CloudWatchMetrics: [{ Namespace: "n", Dimensions: [["service"]], Metrics: [{ Name: "Latency" }] }],
      },
      service: "samltrail",
      Latency: 3,
    };
    await invoke(async () => {
      process.stdout.write('{"message":"first"}\nsec');
      await new Promise((resolve) => setImmediate(resolve));
      process.stdout.write(`ond\n${JSON.stringify(metric)}\n`);
      process.stderr.write("last, without an end");
    });
    expect(printed).toEqual(['{"message":"first"}', "second", "last, without an end"]);
    expect(recorded).toEqual([
      {
        namespace: "n",
        name: "Latency",
        dimensions: [{ Name: "service", Value: "samltrail" }],
        unit: "None",
        at: 1000,
        statistics: { count: 1, sum: 3, minimum: 3, maximum: 3, values: [[3, 1]] },
      },
    ]);
  });

  test("has its lines printed once where the sink prints them too", async () => {
    const original = process.stdout.write;
    const reached: string[] = [];
    release();
    process.stdout.write = (chunk: string | Uint8Array) => reached.push(String(chunk)) > 0;
    release = captureOutput();
    const print = (line: string) => void process.stdout.write(`[home] ${line}\n`);
    await invoke(async () => void process.stdout.write("hello\n"), {}, 5, print);
    release();
    process.stdout.write = original;
    release = captureOutput();
    expect(reached).toEqual(["[home] hello\n"]);
  });

  test("keeps its output apart from that of another that runs at the same time", async () => {
    const lines: Record<string, string[]> = { a: [], b: [] };
    const call = (name: string) =>
      createInvoke({
        definitions: [definition],
        handlers: new Map([
          [
            "home",
            async () => {
              for (let index = 0; index < 3; index += 1) {
                process.stdout.write(`${name}${index}`);
                await new Promise((resolve) => setImmediate(resolve));
                process.stdout.write("\n");
              }
            },
          ],
        ]),
        account: LOCAL_ACCOUNT,
        sink: (line) => void lines[name]?.push(line),
        recordMetrics: async () => undefined,
        log: createStackLog(() => undefined),
      })("home", {});
    await Promise.all([call("a"), call("b")]);
    expect(lines).toEqual({ a: ["a0", "a1", "a2"], b: ["b0", "b1", "b2"] });
  });
});
