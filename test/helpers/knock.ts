import { type Door, frontDoor } from "../../handlers/shared/front-door.ts";
import type { Answer, Answers } from "../../handlers/shared/http.ts";
import { NOW } from "../fixtures/configuration.ts";
import { httpEvent, lambdaContext, type Request } from "./http-event.ts";

/** Sends a request to a door whose clock stands at `now`. */
export function knock<Parts extends { readonly answers: Answers }>(
  door: Door<Parts>,
  parts: Parts,
  request: Request = {},
  now = NOW,
): Promise<Answer> {
  const handler = frontDoor(
    door,
    async () => parts,
    () => now,
  );
  return handler(httpEvent(request), lambdaContext);
}
