import { frontDoor } from "../shared/front-door.ts";
import { atTrustedStage } from "../shared/trusted-stage.ts";
import { assembleMetadata, metadataDoor } from "./metadata.ts";

export const handler = frontDoor(atTrustedStage(metadataDoor), assembleMetadata);
