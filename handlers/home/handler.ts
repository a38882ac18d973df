import { frontDoor } from "../shared/front-door.ts";
import { assembleHome } from "./parts.ts";
import { homeDoor } from "./who-am-i.ts";

export const handler = frontDoor(homeDoor, assembleHome);
