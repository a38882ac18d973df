import { frontDoor } from "../shared/front-door.ts";
import { assembleMetadata, metadataDoor } from "./metadata.ts";

export const handler = frontDoor(metadataDoor, assembleMetadata);
