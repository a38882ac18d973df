import { frontDoor } from "../shared/front-door.ts";
import { assembleSwitchSession } from "./parts.ts";
import { switchSessionDoor } from "./switch-session.ts";

export const handler = frontDoor(switchSessionDoor, assembleSwitchSession);
