/** An event type is a value: its name, its version, the schema of its data, and the TypeScript type inferred from both. */
import * as z from "zod";
import { metadata } from "./fields.ts";

export const SOURCE = "samltrail";

export interface EventType<Name extends string, Version extends number, Data extends z.ZodType> {
  /** The EventBridge `detail-type`, in past tense. */
  readonly name: Name;
  readonly version: Version;
  readonly data: Data;
  /** Schema of the EventBridge `detail`: `{ metadata, data }`. */
  readonly detail: z.ZodObject<{
    metadata: z.ZodObject<
      Omit<typeof metadata.shape, "type" | "version"> & { type: z.ZodLiteral<Name>; version: z.ZodLiteral<Version> }
    >;
    data: Data;
  }>;
}

/** Declares an event type. A released version's schema never changes its meaning: a change is a new version. */
export function eventType<Name extends string, Version extends number, Data extends z.ZodType>(
  name: Name,
  version: Version,
  data: Data,
): EventType<Name, Version, Data> {
  const own = metadata.extend({ type: z.literal(name), version: z.literal(version) });
  return { name, version, data, detail: z.object({ metadata: own, data }) as EventType<Name, Version, Data>["detail"] };
}
