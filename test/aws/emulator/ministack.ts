/** MiniStack as a process group of its own: its functions run as its children. */
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export interface MinistackOptions {
  /** Folder of the virtual environment's programs. */
  readonly programs: string;
  /** Everything it keeps, it keeps below this folder. */
  readonly directory: string;
  readonly port: number;
  readonly account: string;
  readonly region: string;
  /** The name under which it speaks of itself, as in the URLs of queues; functions find AWS there, on the same port. */
  readonly host: string;
}

export interface Emulator {
  readonly logFile: string;
  stop(): Promise<void>;
}

const START_MS = 60_000;
const STOP_MS = 5_000;

/** A port that is free now, and not in use by anything that was started here. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Nothing of the person at the keyboard gets there, but for where programs are found. */
function environmentOf(options: MinistackOptions): Record<string, string> {
  return {
    PATH: `${options.programs}:${dirname(process.execPath)}:${process.env.PATH ?? ""}`,
    HOME: options.directory,
    TMPDIR: options.directory,
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(options.port),
    MINISTACK_HOST: options.host,
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    // Each function gets a session of its own role, and IAM decides on what it calls.
    AUTH: "true",
    MINISTACK_ACCOUNT_ID: options.account,
    MINISTACK_REGION: options.region,
    AWS_DEFAULT_REGION: options.region,
    AWS_ENDPOINT_URL: `http://${options.host}:${options.port}`,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/_ministack/health`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/**
 * Starts it and waits until it answers.
 * @throws Error where it ends or does not answer within a minute; its log says why
 */
export async function startMinistack(options: MinistackOptions): Promise<Emulator> {
  const logFile = join(options.directory, "ministack.log");
  const log = createWriteStream(logFile);
  // Not by its script, which names the folder that the environment was made in: that may have moved since.
  const child = spawn(join(options.programs, "python"), ["-m", "ministack"], {
    cwd: options.directory,
    env: environmentOf(options),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // It has ended by itself.
    }
  };
  const stop = async () => {
    signalGroup("SIGTERM");
    await Promise.race([ended, delay(STOP_MS, undefined, { ref: false })]);
    signalGroup("SIGKILL");
    await ended;
    log.end();
  };
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  for (const deadline = Date.now() + START_MS; !(await isReady(options.port)); await delay(200)) {
    if (!isOver && Date.now() < deadline) continue;
    await stop();
    throw new Error(`the emulator ${isOver ? "ended at its start" : "did not start"}; ${logFile} says why`);
  }
  return { logFile, stop };
}
