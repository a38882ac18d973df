import { frontDoor } from "../shared/front-door.ts";
import { assembleLogin } from "./parts.ts";
import { loginDoor } from "./start-login.ts";

export const handler = frontDoor(loginDoor, assembleLogin);
