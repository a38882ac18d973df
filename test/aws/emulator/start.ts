/** The emulator with its doors: one for functions, one for whoever deploys, one for browsers. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { CleanUp } from "../clean-up.ts";
import { freePort, startMinistack } from "./ministack.ts";
import { createMishaps, type Mishaps } from "./mishaps.ts";
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
  /** To calls of functions. */
  readonly mishaps: Mishaps;
  readonly logFile: string;
}

/** The emulator answers on 127.0.0.1. SDK clients follow the URL of a queue wherever it leads, so the emulator's own name is the door's. */
const DOOR = "127.0.0.2";

/** Its own clients, too, follow the URLs of queues to that door. */
const isDeployers = ({ headers }: Pick<HttpCall, "headers">) =>
  headers.authorization?.includes(`Credential=${ACCOUNT}/`) ?? false;

async function openFunctionDoor(upstream: number, calls: HttpCall[], mishaps: Mishaps): Promise<() => Promise<void>> {
  const onCall = (call: HttpCall) => {
    if (!isDeployers(call)) calls.push(call);
  };
  const { befalling } = mishaps;
  const { port, close } = await startProxy({ upstream, onCall, befalling, port: upstream }, [DOOR]);
  if (port === upstream) return close;
  await close();
  throw new Error(`port ${upstream} of ${DOOR} is taken; try again`);
}

export async function startEmulator(programs: string, directory: string, cleanUp: CleanUp): Promise<RunningEmulator> {
  const folder = join(directory, "emulator");
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const calls: HttpCall[] = [];
  const mishaps = createMishaps();
  let apiId: string | undefined;
  cleanUp.add("the door for functions", await openFunctionDoor(port, calls, mishaps));
  const deployerDoor = await startProxy({ upstream: port });
  cleanUp.add("the door for the deployer", deployerDoor.close);
  const host = () => {
    if (apiId === undefined) throw new Error("the API is not deployed yet");
    return `${apiId}.execute-api.${DOOR}:${port}`;
  };
  // The emulator's HTTP API tells another request id than the one that it gives to the function.
  const withheld = ["apigw-requestid"];
  const frontDoor = await startProxy({ upstream: port, host, withheld }, ["127.0.0.1", "::1"]);
  cleanUp.add("the front door", frontDoor.close);
  const options = { programs, directory: folder, port, account: ACCOUNT, region: REGION, host: DOOR };
  const { logFile, stop } = await startMinistack(options);
  cleanUp.add("the emulator", stop);
  return {
    endpoint: `http://127.0.0.1:${deployerDoor.port}`,
    serviceProviderUrl: `http://localhost:${frontDoor.port}`,
    openFrontDoor(id) {
      apiId = id;
    },
    calls,
    mishaps,
    logFile,
  };
}
