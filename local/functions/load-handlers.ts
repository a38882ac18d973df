import type { FunctionName } from "../../infra/pipeline.ts";
import { StartError } from "../start-error.ts";
import type { Handler } from "./invoke.ts";

/** Imports the functions' handlers. The environment variables must be set: modules read them as they load. */
export async function loadHandlers(names: readonly FunctionName[]): Promise<ReadonlyMap<FunctionName, Handler>> {
  const handlers = new Map<FunctionName, Handler>();
  for (const name of names) {
    const module: { handler?: unknown } = await import(`../../handlers/${name}/handler.ts`);
    if (typeof module.handler !== "function") throw new StartError(`handlers/${name}/handler.ts exports no handler`);
    handlers.set(name, module.handler as Handler);
  }
  return handlers;
}
