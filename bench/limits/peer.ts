/** Plain samlify in a process of its own, which is ended where it takes too long. */
import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import type { SamlifyAnswer } from "./samlify-process.ts";

export type PeerAnswer = SamlifyAnswer | "too long" | "ended";

export interface Peer {
  ask(name: string): Promise<PeerAnswer>;
  end(): void;
}

/** Seconds of processor time after which nobody waits any longer. */
export const PATIENCE_SECONDS = 20;

/** Clock ticks a second in /proc, on every Linux there is. */
const TICKS = 100;

/** Seconds of processor time that the process has used (proc(5): utime and stime); `null` where there is no /proc. */
function secondsUsed(pid: number): number | null {
  try {
    const [, , , , , , , , , , , user, system] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(user) + Number(system)) / TICKS;
  } catch {
    return null;
  }
}

function start(): ChildProcess {
  const program = new URL("./samlify-process.ts", import.meta.url);
  // samlify writes on the console; nothing of it is wanted here.
  return fork(program, { execArgv: ["--import", "tsx"], stdio: ["ignore", "ignore", "ignore", "ipc"] });
}

export function startPeer(): Peer {
  let child: ChildProcess | undefined;

  function ask(name: string): Promise<PeerAnswer> {
    child ??= start();
    const asked = child;
    return new Promise((resolve) => {
      let watch: NodeJS.Timeout | undefined;
      function done(answer: PeerAnswer): void {
        clearInterval(watch);
        asked.removeAllListeners();
        if (typeof answer === "string") {
          asked.kill("SIGKILL");
          child = undefined;
        }
        resolve(answer);
      }
      function begins(): void {
        const begun = secondsUsed(asked.pid ?? 0) ?? 0;
        const until = Date.now() + 3 * PATIENCE_SECONDS * 1000;
        watch = setInterval(() => {
          const used = (secondsUsed(asked.pid ?? 0) ?? 0) - begun;
          if (used > PATIENCE_SECONDS || Date.now() > until) done("too long");
        }, 100);
      }
      asked.on("message", (said: SamlifyAnswer | "begins") => (said === "begins" ? begins() : done(said)));
      asked.on("exit", () => done("ended"));
      asked.send(name);
    });
  }

  return { ask, end: () => void child?.kill() };
}
