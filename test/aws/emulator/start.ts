/** The emulator with its doors: one for functions, one for whoever deploys, one for browsers. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { CleanUp } from "../clean-up.ts";
import { freePort, startMinistack } from "./ministack.ts";
import { type HttpCall, startProxy } from "./recording-proxy.ts";

export const ACCOUNT = "111122223333";
export const REGION = "eu-central-1";

export interface RunningEmulator {
  /** For the deployer and the tests: what passes here is nobody's call. */
  readonly endpoint: string;
  /** Where browsers reach the deployed API. */
  readonly serviceProviderUrl: string;
  /** Tells which API that is, once it is deployed. */
  openFrontDoor(apiId: string): void;
  /** What functions have called, in order. */
  readonly calls: readonly HttpCall[];
  readonly logFile: string;
}

export async function startEmulator(programs: string, directory: string, cleanUp: CleanUp): Promise<RunningEmulator> {
  const folder = join(directory, "emulator");
  await mkdir(folder, { recursive: true });
  const upstream = await freePort();
  const calls: HttpCall[] = [];
  let apiId: string | undefined;
  const functionDoor = await startProxy({ upstream, onCall: (call) => void calls.push(call) });
  cleanUp.add("the door for functions", functionDoor.close);
  const deployerDoor = await startProxy({ upstream });
  cleanUp.add("the door for the deployer", deployerDoor.close);
  const host = () => {
    if (apiId === undefined) throw new Error("the API is not deployed yet");
    return `${apiId}.execute-api.localhost:${upstream}`;
  };
  const frontDoor = await startProxy({ upstream, host }, ["127.0.0.1", "::1"]);
  cleanUp.add("the front door", frontDoor.close);
  const functionEndpoint = `http://127.0.0.1:${functionDoor.port}`;
  const options = { programs, directory: folder, port: upstream, account: ACCOUNT, region: REGION, functionEndpoint };
  const { logFile, stop } = await startMinistack(options);
  cleanUp.add("the emulator", stop);
  return {
    endpoint: `http://127.0.0.1:${deployerDoor.port}`,
    serviceProviderUrl: `http://localhost:${frontDoor.port}`,
    openFrontDoor(id) {
      apiId = id;
    },
    calls,
    logFile,
  };
}
