/** What a seal says. Its canonical JSON (RFC 8785) is what is hashed, chained and signed; docs/evidence.md explains it. */
import { createHash } from "node:crypto";
import * as z from "zod";
import { canonicalJson } from "../archive/canonical-json.ts";
import { countsModel } from "./counts.ts";
import { isHour } from "./hours.ts";
import { sequencesModel } from "./sequences.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const hour = z.string().refine(isHour, "expected an hour such as 2026-08-03T12");
const day = z.iso.date();
const instant = z.iso.datetime({ precision: 3 });
const count = z.int().min(0);

/** `publicKey`: SubjectPublicKeyInfo (DER), in base64. `id`: where the private half is kept. */
const key = z.strictObject({ id: z.string(), publicKey: z.base64() });

const findingModel = z.strictObject({
  kind: z.enum(["altered", "foreign", "untaken", "overwritten", "delete-marker"]),
  key: z.string(),
});

export const hourSealModel = z.strictObject({
  kind: z.literal("hour"),
  version: z.literal(1),
  /** Hour of arrival in the archive. */
  window: z.strictObject({ from: instant, to: instant }),
  sealedAt: instant,
  codeVersion: z.string(),
  leafCount: count,
  root: hash,
  /** SHA-256 of the list of leaves, a line each: hash, blank, event id. */
  leafList: hash,
  counts: countsModel,
  sequences: z.array(sequencesModel),
  /** Hours in which the ids of the leaves were made, by the ids themselves: where to look when an id comes again. */
  idHours: z.array(z.string()),
  objects: z.array(z.strictObject({ key: z.string(), version: z.string(), bytes: count })),
  /** Lines delivered again after an earlier seal took them. */
  repeats: z.array(z.strictObject({ sealedIn: hour, leaves: z.array(hash) })),
  /** Lines that claim an id which other bytes had first. */
  conflicts: z.array(z.strictObject({ id: z.string(), leaf: hash, sealedIn: hour })),
  findings: z.array(findingModel),
  previous: z.strictObject({ hour: hour.nullable(), hash }),
  /** The tree of all seals before this one. */
  log: z.strictObject({ size: count, frontier: z.array(hash) }),
  key,
  /** Where it is named, the next seal is signed by this key. */
  nextKey: key.nullable(),
});

export const dayModel = z.strictObject({
  kind: z.literal("day"),
  version: z.literal(1),
  day,
  codeVersion: z.string(),
  hours: z.array(z.strictObject({ hour, hash, leafCount: count })),
  leafCount: count,
  objects: count,
  repeats: count,
  counts: countsModel,
  sequences: z.array(sequencesModel),
  idHours: z.array(z.string()),
  conflicts: z.array(z.strictObject({ id: z.string(), leaf: hash, sealedIn: hour })),
  findings: z.array(findingModel),
  previous: z.strictObject({ day: day.nullable(), hash }),
  key,
});

/** Written once, before the first seal, which follows its hash. */
export const chainModel = z.strictObject({ kind: z.literal("chain"), version: z.literal(1), firstHour: hour });

export type HourSeal = z.infer<typeof hourSealModel>;
export type DayRollUp = z.infer<typeof dayModel>;
export type Chain = z.infer<typeof chainModel>;
export type Finding = z.infer<typeof findingModel>;
export type PublicKey = z.infer<typeof key>;

/** A body as it stands in the bucket. */
export interface Sealed<Body> {
  readonly body: Body;
  /** The canonical bytes of the body. */
  readonly bytes: Buffer;
  /** SHA-256 of the bytes: the chain's link. */
  readonly hash: string;
}

export function seal<Body extends HourSeal | DayRollUp | Chain>(body: Body): Sealed<Body> {
  const bytes = Buffer.from(canonicalJson(body));
  return { body, bytes, hash: createHash("sha256").update(bytes).digest("hex") };
}

/** The chain says something that cannot be: somebody has to look before anything is signed. */
export class ChainFault extends Error {
  override readonly name = "ChainFault";
}

/** @throws ChainFault where the bytes are not the canonical form of such a body */
export function readSealed<Body extends HourSeal | DayRollUp | Chain>(
  model: z.ZodType<Body>,
  key: string,
  bytes: Buffer,
): Sealed<Body> {
  let sealed: Sealed<Body>;
  try {
    sealed = seal(model.parse(JSON.parse(bytes.toString("utf8"))));
  } catch (cause) {
    throw new ChainFault(`${key} is not what a seal looks like`, { cause });
  }
  if (!sealed.bytes.equals(bytes)) throw new ChainFault(`${key} is not canonical JSON`);
  return sealed;
}
