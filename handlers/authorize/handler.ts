import { frontDoor } from "../shared/front-door.ts";
import { authorizeDoor } from "./authorize.ts";
import { assembleAuthorize } from "./parts.ts";

export const handler = frontDoor(authorizeDoor, assembleAuthorize);
