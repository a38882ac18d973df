import { frontDoor } from "../shared/front-door.ts";
import { atTrustedStage } from "../shared/trusted-stage.ts";
import { assembleLogin } from "./parts.ts";
import { loginDoor } from "./start-login.ts";

export const handler = frontDoor(atTrustedStage(loginDoor), assembleLogin);
