/** What the scenes need of a running samltrail, wherever it runs. The process's environment leads the SDK to it. */
import type { FunctionName } from "../../../infra/pipeline.ts";

export interface Deployment {
  readonly serviceProviderUrl: string;
  readonly identityProviderUrl: string;
  /** The stage's. */
  readonly environment: string;
  readonly configFile: string;
  readonly evidenceBucket: string;
  /** The time by which the archive is sealed. */
  readonly archiveTime: () => Date;
  /** A folder for what a scene writes. */
  readonly directory: string;
  /** What leads a samltrail command to it. */
  readonly commandFlags: readonly string[];
  /** Resolves when every event has gone where it goes. */
  quiet(): Promise<void>;
  /** Runs a scheduled function now. @throws where it fails */
  invoke(name: FunctionName): Promise<void>;
}

/** A part of the whole that can go wrong by itself. Scenes are played in order, and build upon each other. */
export interface Scene {
  readonly title: string;
  /**
   * @returns what was seen, in a few words
   * @throws where anything is not as it must be
   */
  play(deployment: Deployment): Promise<string>;
}
