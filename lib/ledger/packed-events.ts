/**
 * Events as an item carries them: together, in as few bytes as can be had, since DynamoDB charges each write by the kilobyte. The first
 * byte is the number of the dictionary; DEFLATE (RFC 1951) follows.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { TrailEvent } from "../events/catalogue.ts";
import { EVENT_DICTIONARIES } from "./event-dictionary.ts";

/** More than the events of any item have, in bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The key comes last, where a reference to it is shortest: that of a login has its assertion's hash, as the event does. */
function dictionaryOf(number: number, pk: string): Buffer {
  const dictionary = EVENT_DICTIONARIES[number];
  if (dictionary === undefined) throw new Error(`the events of ${pk} are packed with an unknown dictionary, ${number}`);
  return Buffer.from(dictionary + pk);
}

/** @param pk key of the item, without which nobody can unpack them */
export function packEvents(pk: string, events: readonly TrailEvent[]): Uint8Array {
  const number = EVENT_DICTIONARIES.length - 1;
  const deflated = deflateRawSync(JSON.stringify(events), { dictionary: dictionaryOf(number, pk), level: 9 });
  return Buffer.concat([Buffer.of(number), deflated]);
}

/** The events were held against the contract when they were made. */
export function unpackEvents(pk: string, packed: Uint8Array): readonly TrailEvent[] {
  const dictionary = dictionaryOf(packed[0] ?? -1, pk);
  const json = inflateRawSync(packed.subarray(1), { dictionary, maxOutputLength: MOST_BYTES });
  return JSON.parse(json.toString("utf8")) as readonly TrailEvent[];
}
