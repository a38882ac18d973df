/** The HTTP API on this machine: routes of `infra/pipeline.ts` > function > answer. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { FunctionName, Route } from "../infra/pipeline.ts";
import type { Activity } from "./activity.ts";
import type { Account } from "./aws/account.ts";
import { FunctionError } from "./functions/function-error.ts";
import { answerMessage, answerWith } from "./gateway/function-response.ts";
import { requestEvent, splitTarget } from "./gateway/request-event.ts";
import { BodyTooLarge, readBody } from "./http/read-body.ts";
import { errorFields, type StackLog } from "./log.ts";

export interface GatewayOptions {
  readonly routes: readonly Route[];
  readonly account: Account;
  readonly invoke: (name: FunctionName, event: object) => Promise<unknown>;
  readonly activity: Activity;
  readonly log: StackLog;
}

/** API Gateway's limit on a payload, in bytes. */
const MAXIMUM_BODY = 10 * 1024 * 1024;

/** The route for a method and a path: its own method goes before ANY. */
function findRoute(routes: readonly Route[], method: string, path: string): Route | undefined {
  const ofPath = routes.filter((route) => route.path === path);
  return ofPath.find((route) => route.method === method) ?? ofPath.find((route) => route.method === "ANY");
}

export function gateway({ routes, account, invoke, activity, log }: GatewayOptions): RequestListener {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = findRoute(routes, request.method ?? "GET", splitTarget(request).path);
    if (!route) return answerMessage(response, 404, "Not Found");
    const body = await readBody(request, MAXIMUM_BODY);
    const routeKey = `${route.method} ${route.path}`;
    const event = requestEvent(request, body, { account, routeKey, now: new Date() });
    response.setHeader("apigw-requestid", event.requestContext.requestId);
    answerWith(response, await invoke(route.function, event));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const done = activity.begin();
    try {
      await answer(request, response);
    } catch (error) {
      if (error instanceof BodyTooLarge) {
        response.setHeader("connection", "close");
        return answerMessage(response, 413, "Request Entity Too Large");
      }
      // A function's own failure is in the log already.
      if (!(error instanceof FunctionError)) log.error("the gateway failed", errorFields(error));
      if (response.headersSent) response.destroy();
      else answerMessage(response, 500, "Internal Server Error");
    } finally {
      done();
    }
  }

  return (request, response) => void handle(request, response);
}
