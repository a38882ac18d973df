import type { Route } from "./types.ts";

export const ROUTES: readonly Route[] = [
  { method: "ANY", path: "/saml/acs", function: "acs" },
  { method: "GET", path: "/saml/login", function: "login" },
  { method: "GET", path: "/saml/metadata", function: "metadata" },
  { method: "GET", path: "/", function: "home" },
  { method: "POST", path: "/session/end", function: "end-session" },
  { method: "POST", path: "/session/switch", function: "switch-session" },
  { method: "POST", path: "/session/credentials", function: "credentials" },
  { method: "POST", path: "/session/console", function: "credentials" },
  { method: "POST", path: "/agent/credentials", function: "credentials" },
  { method: "GET", path: "/session/authorize", function: "authorize" },
  { method: "POST", path: "/session/authorize", function: "authorize" },
  { method: "POST", path: "/session/token", function: "credentials" },
  { method: "POST", path: "/session/agents", function: "agents" },
  { method: "POST", path: "/session/agents/end", function: "agents" },
  { method: "POST", path: "/roles/restore-requests", function: "restore-requests" },
];
