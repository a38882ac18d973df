import { frontDoor } from "../shared/front-door.ts";
import { credentialsDoor } from "./credentials.ts";
import { assembleCredentials } from "./parts.ts";

export const handler = frontDoor(credentialsDoor, assembleCredentials);
