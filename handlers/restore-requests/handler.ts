import { frontDoor } from "../shared/front-door.ts";
import { assembleRestoreRequests } from "./parts.ts";
import { restoreRequestsDoor } from "./restore-requests.ts";

export const handler = frontDoor(restoreRequestsDoor, assembleRestoreRequests);
