/** What is used of dynalite 4, which ships no types. */
declare module "dynalite" {
  import type { Server } from "node:http";

  interface Options {
    /** Directory of the LevelDB store; in memory without it. */
    readonly path?: string;
    readonly createTableMs?: number;
  }

  export default function dynalite(options?: Options): Server;
}
