/** The HTTP API on this machine: routes of `infra/pipeline.ts` > function > answer. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Route } from "../infra/pipeline/types.ts";
import type { FunctionName } from "../infra/pipeline.ts";
import type { Activity } from "./activity.ts";
import type { Account } from "./aws/account.ts";
import type { LogGroup } from "./aws/log-group.ts";
import { FunctionError } from "./functions/function-error.ts";
import { accessLogLine } from "./gateway/access-log-line.ts";
import { answerMessage, answerWith } from "./gateway/function-response.ts";
import { requestEvent, splitTarget } from "./gateway/request-event.ts";
import { BodyTooLarge, readBody } from "./http/read-body.ts";
import { errorFields, type StackLog } from "./log.ts";

export interface GatewayOptions {
  readonly routes: readonly Route[];
  readonly account: Account;
  readonly invoke: (name: FunctionName, event: object) => Promise<unknown>;
  /** Has a line a request, also of those that reach no function. */
  readonly accessLog: Pick<LogGroup, "write">;
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

/** What the access log says of a request, as far as it has come. */
interface Logged {
  readonly requestId: string;
  readonly now: Date;
  route: string;
  called: boolean;
}

export function gateway({ routes, account, invoke, accessLog, activity, log }: GatewayOptions): RequestListener {
  async function answer(request: IncomingMessage, response: ServerResponse, logged: Logged): Promise<void> {
    const { requestId, now } = logged;
    const route = findRoute(routes, request.method ?? "GET", splitTarget(request).path);
    if (!route) return answerMessage(response, 404, "Not Found");
    const routeKey = `${route.method} ${route.path}`;
    logged.route = routeKey;
    const body = await readBody(request, MAXIMUM_BODY);
    const event = requestEvent(request, body, { account, routeKey, requestId, now });
    response.setHeader("apigw-requestid", requestId);
    logged.called = true;
    answerWith(response, await invoke(route.function, event));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const done = activity.begin();
    const logged: Logged = { requestId: randomUUID(), now: new Date(), route: "-", called: false };
    try {
      await answer(request, response, logged);
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
      const { requestId, route, called } = logged;
      const at = logged.now.getTime();
      const latencyMs = Date.now() - at;
      accessLog.write({
        at,
        message: accessLogLine({ requestId, at, route, status: response.statusCode, called, latencyMs }),
      });
      done();
    }
  }

  return (request, response) => void handle(request, response);
}
