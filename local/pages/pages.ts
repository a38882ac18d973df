/** The pages of the stack itself: dashboards, and one login from door to seal. All are read, none changes anything. */
import { readFile } from "node:fs/promises";
import type { Names } from "../../lib/identity/dynamodb-names.ts";
import type { MetricStore } from "../aws/cloudwatch/metric-store.ts";
import type { QueueDepth } from "../pipeline/disk-queue.ts";
import type { ScheduleState } from "../pipeline/schedules.ts";
import { content, type PageAnswer, page, redirect } from "./answer.ts";
import { dashboardPage, type ShownDashboard } from "./dashboard/dashboard-page.ts";
import type { Document, Navigation } from "./layout.ts";
import { attemptsPage, loginPath } from "./login/attempt-list.ts";
import { attemptsOf, isAttempt } from "./login/attempts.ts";
import { followPage, unknownPage } from "./login/login-page.ts";
import { type TrailSources, trails } from "./login/trail.ts";
import { overviewPage } from "./overview-page.ts";

export interface PagesOptions extends TrailSources {
  readonly serviceProviderUrl: string;
  readonly identityProviderUrl: string;
  /** By the last part of their path. */
  readonly dashboards: ReadonlyMap<string, ShownDashboard>;
  readonly metrics: MetricStore;
  readonly names: Names;
  readonly depths: () => Readonly<Record<string, QueueDepth>>;
  readonly schedules: () => readonly ScheduleState[];
  readonly clock: () => Date;
}

/** @returns null where there is no such page */
export type Pages = (path: string, query: URLSearchParams) => Promise<PageAnswer | null>;

const ASSETS: Readonly<Record<string, string>> = {
  "style.css": "text/css",
  "theme.js": "text/javascript",
  "live.js": "text/javascript",
};

const LATEST = 100;
const LATEST_AT_A_GLANCE = 8;

const CORRELATION_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

export function createPages(options: PagesOptions): Pages {
  const { dashboards, metrics, names, clock } = options;
  const { located, follow } = trails(options);
  const boards = [...dashboards].map(([name, { title }]) => ({ path: `/_local/dashboards/${name}`, name: title }));
  const links = [{ path: "/_local/", name: "Overview" }, ...boards, { path: "/_local/logins", name: "Logins" }];

  const shown = (status: number, here: string, given: Document): PageAnswer => {
    const navigation: Navigation = { here, links };
    return page(status, navigation, given);
  };

  async function latest(count: number) {
    const outcomes = (await located()).map(({ event }) => event).filter(isAttempt);
    const newest = [...outcomes].reverse();
    return { attempts: await attemptsOf(newest.slice(0, count), names), more: Math.max(0, newest.length - count) };
  }

  async function overview(): Promise<PageAnswer> {
    const { attempts } = await latest(LATEST_AT_A_GLANCE);
    const state = { depths: options.depths(), schedules: options.schedules() };
    const { serviceProviderUrl, identityProviderUrl } = options;
    const given = { serviceProviderUrl, identityProviderUrl, dashboards: boards, attempts, ...state };
    return shown(200, "/_local/", overviewPage(given, clock()));
  }

  async function logins(): Promise<PageAnswer> {
    const { attempts, more } = await latest(LATEST);
    return shown(200, "/_local/logins", attemptsPage(attempts, more, clock()));
  }

  async function login(correlationId: string): Promise<PageAnswer> {
    const now = clock();
    const isId = CORRELATION_ID.test(correlationId);
    const events = isId ? await follow(correlationId, now) : [];
    if (events.length === 0) return shown(404, "", unknownPage(correlationId.slice(0, 64), isId));
    const attempts = await attemptsOf(
      events.map(({ event }) => event),
      names,
    );
    return shown(200, "", followPage(correlationId, events, attempts, now));
  }

  async function asset(name: string): Promise<PageAnswer | null> {
    const type = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    if (type === undefined) return null;
    return content(type, await readFile(new URL(`./assets/${name}`, import.meta.url), "utf8"));
  }

  return async (path, query) => {
    if (path === "") return overview();
    if (path === "logins") return logins();
    if (path === "login") {
      const id = (query.get("id") ?? "").trim().toUpperCase().slice(0, 64);
      return redirect(id === "" ? "/_local/logins" : loginPath(id));
    }
    const [, kind, name = ""] = /^(login|dashboards|assets)\/([\w.%-]{1,128})$/.exec(path) ?? [];
    if (kind === "assets") return asset(name);
    if (kind === "login") return login(name);
    const dashboard = kind === "dashboards" ? dashboards.get(name) : undefined;
    if (!dashboard) return null;
    return shown(200, `/_local/dashboards/${name}`, dashboardPage(dashboard, metrics, query, clock()));
  };
}
