import { createAcsHandler } from "./create-handler.ts";

export const handler = createAcsHandler(() => new Date());
