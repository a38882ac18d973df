import { frontDoor } from "../shared/front-door.ts";
import { agentsDoor } from "./agents.ts";
import { assembleAgents } from "./parts.ts";

export const handler = frontDoor(agentsDoor, assembleAgents);
