import * as z from "zod";
import { eventType } from "./event-type.ts";

export const pipelineHeartbeat = eventType(
  "Pipeline Heartbeat",
  1,
  z
    .object({ everyMinutes: z.int().min(1).describe("how often there is one") })
    .describe(
      "Sent through the whole pipeline all the time, so that an hour in which nothing happened differs from one in which nothing arrived.",
    ),
);
