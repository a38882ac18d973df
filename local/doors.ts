/** A server whose port is known before anything can answer behind it: the others need its address to be made. */
import type { RequestListener } from "node:http";
import type { Ending, Phase } from "./ending.ts";
import { type LoopbackAddress, listenOnLoopback } from "./http/loopback.ts";

export interface Door {
  readonly port: number;
  /** From here on requests are answered; those that came before have waited. */
  open(listener: RequestListener): void;
}

export async function makeDoor(
  preferredPort: number,
  addresses: readonly LoopbackAddress[],
  ending: Ending,
  phase: Phase = "doors",
): Promise<Door> {
  let open: (listener: RequestListener) => void = () => undefined;
  const opened = new Promise<RequestListener>((resolve) => {
    open = resolve;
  });
  const wait: RequestListener = (request, response) => void opened.then((answer) => answer(request, response));
  const { port, close } = await listenOnLoopback(wait, preferredPort, addresses);
  ending.add(phase, () => {
    // Where the start failed, those who waited are sent away.
    open((_request, response) => void response.writeHead(503).end());
    return close();
  });
  return { port, open };
}
