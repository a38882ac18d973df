import { frontDoor } from "../shared/front-door.ts";
import { endSessionDoor } from "./end-session.ts";
import { assembleEndSession } from "./parts.ts";

export const handler = frontDoor(endSessionDoor, assembleEndSession);
