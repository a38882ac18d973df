/** AWS's federation endpoint, which turns a role's session into a signed-in browser: getSigninToken, and login. */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import type { RoleSession, RoleSessions } from "./role-sessions.ts";

const PATH = "/federation";
const TOKEN_MS = 15 * 60_000;

const sessionModel = z.object({ sessionId: z.string(), sessionKey: z.string(), sessionToken: z.string() });

interface SignIn {
  readonly session: RoleSession;
  readonly until: number;
}

export interface Federation {
  handles(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, response: ServerResponse): void;
}

/** Unsigned requests: whoever has the credentials has them in the query, and a browser has a token that is good once. */
export function federation(sessions: RoleSessions, clock: () => Date): Federation {
  const tokens = new Map<string, SignIn>();

  function signInToken(query: URLSearchParams): string | null {
    let given: unknown;
    try {
      given = JSON.parse(query.get("Session") ?? "");
    } catch {
      return null;
    }
    const { data } = sessionModel.safeParse(given);
    const session = data ? sessions.find(data.sessionId) : null;
    if (!data || !session || session.secretAccessKey !== data.sessionKey) return null;
    if (session.sessionToken !== data.sessionToken || session.expiresAt <= clock()) return null;
    const token = randomBytes(48).toString("base64url");
    tokens.set(token, { session, until: clock().getTime() + TOKEN_MS });
    return token;
  }

  function login(query: URLSearchParams): string | null {
    const token = query.get("SigninToken") ?? "";
    const known = tokens.get(token);
    tokens.delete(token);
    if (!known || known.until < clock().getTime()) return null;
    const { arn } = known.session;
    return `This machine has no AWS console. There, this browser would now be signed in\nas ${arn}\nat ${query.get("Destination") ?? "?"}\n`;
  }

  return {
    handles: ({ method, url }) => method === "GET" && (url ?? "").startsWith(`${PATH}?`),
    answer(request, response) {
      const query = new URL(request.url ?? "", "http://localhost").searchParams;
      const action = query.get("Action");
      const token = action === "getSigninToken" ? signInToken(query) : null;
      const page = action === "login" ? login(query) : null;
      const refusal = action === "getSigninToken" || action === "login" ? "the session is not valid" : "unknown action";
      const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
      if (token) {
        response.writeHead(200, { ...headers, "content-type": "application/json" });
        response.end(JSON.stringify({ SigninToken: token }));
        return;
      }
      response.writeHead(page ? 200 : 400, { ...headers, "content-type": "text/plain; charset=utf-8" });
      response.end(page ?? refusal);
    },
  };
}
