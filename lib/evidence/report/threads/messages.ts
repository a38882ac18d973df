/** What the thread that builds a report and those that examine its hours tell each other. */
import type { Name } from "../../../identity/dynamodb-names.ts";
import type { HourSeal } from "../../seal.ts";
import type { ExaminedHours, Rows } from "../hour/hour-part.ts";
import type { PeopleList } from "../people-list.ts";

/** Given to a thread when it begins. */
export interface ThreadData {
  readonly sample: { readonly seed: string; readonly size: number };
  readonly wantsOutcomes: boolean;
  readonly wantsLines: boolean;
  readonly people: PeopleList | null;
  readonly namesAreKnown: boolean;
  /** The bucket, where it is a folder of this machine. */
  readonly folder: string | null;
}

/** Only the thread that builds reads the names, and an archive that is no folder: it alone has the means. */
export type Question =
  | { readonly ask: "read"; readonly key: string }
  | { readonly ask: "names"; readonly subjects: readonly string[] }
  | { readonly ask: "rows"; readonly job: number; readonly rows: readonly Rows[] };

export type Answer = Uint8Array<ArrayBuffer> | readonly (readonly [string, Name])[] | null;

export type FromThread =
  | ({ readonly number: number } & Question)
  | { readonly job: number; readonly part: ExaminedHours }
  | { readonly job: number; readonly error: Error };

export type ToThread =
  | { readonly job: number; readonly seal: HourSeal }
  | { readonly number: number; readonly answer: Answer }
  | { readonly number: number; readonly error: Error };
