/**
 * The whole stack in this process, over a directory of its own, and a browser that looks at it. Schedules run when a check asks
 * for them.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { applyRoleMappings } from "../../local/first-start/role-mappings.ts";
import { createStackLog } from "../../local/log.ts";
import { type LocalStack, startLocalStack } from "../../local/stack.ts";
import { launch } from "./chromium.ts";

export interface World {
  readonly stack: LocalStack;
  /** Address of one of the stack's own pages. */
  local(path: string): string;
  /**
   * A page of a browser that nobody has used yet, for as long as the work takes.
   * @throws what the work throws, or Error where a script failed or the policy blocked something meanwhile
   */
  visit(work: (page: Page) => Promise<void>, options?: BrowserContextOptions): Promise<void>;
  close(): Promise<void>;
}

/** A page that answers 403 or 404 is one that is looked at here, and the browser tells of it as of an error. */
const EXPECTED = /^Failed to load resource: the server responded with a status of 4\d\d/;

const CONFIG_FILE = "config/local.yaml";

/** Long, for a machine that has other things to do; nothing here waits for it in vain. */
const TIMEOUT_MS = 60_000;

async function visitWith(browser: Browser, work: (page: Page) => Promise<void>, options: BrowserContextOptions) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
  context.setDefaultTimeout(TIMEOUT_MS);
  const faults: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED.test(message.text())) faults.push(message.text());
  });
  context.on("weberror", (error) => faults.push(String(error.error())));
  try {
    await work(await context.newPage());
    if (faults.length > 0) throw new Error(`the browser complained: ${faults.join("; ")}`);
  } finally {
    await context.close();
  }
}

export async function createWorld(executablePath: string): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), "samltrail-browser-"));
  const browser = await launch(executablePath);
  const ports = { port: 0, identityProviderPort: 0 };
  const log = () => undefined;
  const stack = await startLocalStack({
    dataDirectory: directory,
    configFile: CONFIG_FILE,
    log,
    byHand: true,
    ...ports,
  });
  await applyRoleMappings(CONFIG_FILE, createStackLog(log));
  return {
    stack,
    local: (path) => `${stack.awsUrl}/_local/${path}`,
    visit: (work, options = {}) => visitWith(browser, work, options),
    async close() {
      await browser.close();
      await stack.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
