import { pipeline } from "../../../infra/pipeline.ts";
import type { Scene } from "./deployment.ts";

export const schedules: Scene = {
  title: "every scheduled function runs to its end",
  async play(deployment) {
    for (const { function: name } of pipeline.schedules) await deployment.invoke(name);
    await deployment.quiet();
    return `${pipeline.schedules.length} functions`;
  },
};
