import { randomUUID } from "node:crypto";
import type { Context } from "aws-lambda";
import type { FunctionDefinition } from "../../infra/pipeline/types.ts";
import type { Account } from "../aws/account.ts";

/** The context object of one invocation. */
export function invocationContext(definition: FunctionDefinition, account: Account): Context {
  const deadline = Date.now() + definition.timeoutSeconds * 1000;
  const legacy = () => {
    throw new Error("Node 24 on Lambda has no callbacks: return a promise");
  };
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: definition.name,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:${account.region}:${account.id}:function:${definition.name}`,
    memoryLimitInMB: String(definition.memoryMegabytes),
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${definition.name}`,
    logStreamName: `local/${process.pid}`,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: legacy,
    fail: legacy,
    succeed: legacy,
  };
}
