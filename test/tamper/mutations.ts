/** What a forger may do to a file, by kind of file: change, remove, add, reorder, replace. Each returns what it did. */
import { createHash } from "node:crypto";
import { canonicalJson } from "../../lib/archive/canonical-json.ts";
import type { Files } from "./base.ts";
import type { Random } from "./random.ts";

export interface Mutation {
  readonly name: string;
  /** @returns the path it touched; null where there was nothing to do it to */
  apply(files: Files, random: Random): string | null;
}

/** Kinds of files by their path; where a kind is missing, its mutations are passed over. */
export const KINDS: Readonly<Record<string, RegExp>> = {
  manifest: /^manifest\.json$/,
  chain: /^seals\/chain\.json$/,
  "hour seal": /^seals\/hours\/.*\.json$/,
  "hour signature": /^seals\/hours\/.*\.sig$/,
  "day roll-up": /^seals\/days\/.*\.json$/,
  "day signature": /^seals\/days\/.*\.sig$/,
  events: /^events\/.*\.jsonl$/,
  proofs: /^proofs\.json$/,
  verifier: /^verify\.mjs$/,
  instructions: /^VERIFY\.md$/,
  report: /^(report|assessment-results)\.json$/,
  page: /^report\.(html|pdf)$/,
  list: /^(populations\/.*|exceptions|access-review)\.(csv|jsonl)$/,
};

type Act = (files: Files, path: string, content: Buffer, random: Random) => boolean;

const ofKind = (files: Files, pattern: RegExp) => [...files.keys()].filter((path) => pattern.test(path));

function mutation(kind: string, verb: string, act: Act): Mutation {
  const pattern = KINDS[kind] ?? /^$/;
  return {
    name: `${verb}: ${kind}`,
    apply(files, random) {
      const paths = ofKind(files, pattern);
      if (paths.length === 0) return null;
      const path = random.pick(paths);
      return act(files, path, files.get(path) ?? Buffer.alloc(0), random) ? path : null;
    },
  };
}

const flipBit: Act = (files, path, content, random) => {
  if (content.length === 0) return false;
  const changed = Buffer.from(content);
  const at = random.below(changed.length);
  changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
  files.set(path, changed);
  return true;
};

const cutEnd: Act = (files, path, content, random) => {
  files.set(path, content.subarray(0, random.below(content.length)));
  return content.length > 0;
};

const appendBytes: Act = (files, path, content, random) => {
  files.set(path, Buffer.concat([content, Buffer.from(random.pick(["\n", " ", "{}\n", "\0"]))]));
  return true;
};

const removeFile: Act = (files, path) => files.delete(path);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every place in a JSON value that holds a value of its own. */
function places(value: Json, found: [Json[] | { [key: string]: Json }, string][] = []): typeof found {
  if (typeof value !== "object" || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value as { [key: string]: Json }, key]);
    places((value as { [key: string]: Json })[key] ?? null, found);
  }
  return found;
}

function another(value: Json, random: Random): Json {
  if (typeof value === "number") return value + 1 + random.below(5);
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") {
    const at = random.below(Math.max(1, value.length));
    return `${value.slice(0, at)}${value[at] === "0" ? "1" : "0"}${value.slice(at + 1)}`;
  }
  return value === null ? 1 : null;
}

/** Changes one value of a JSON file and leaves the file canonical: no byte looks wrong. */
const changeValue: Act = (files, path, content, random) => {
  const json = JSON.parse(content.toString("utf8")) as Json;
  const candidates = places(json);
  if (candidates.length === 0) return false;
  const [holder, key] = random.pick(candidates);
  const record = holder as { [key: string]: Json };
  record[key] = another(record[key] ?? null, random);
  return replaceIfOther(files, path, content, canonicalJson(json));
};

/** Removes one member or element of a JSON file, or puts one in. */
const removeValue: Act = (files, path, content, random) => {
  const json = JSON.parse(content.toString("utf8")) as Json;
  const candidates = places(json);
  if (candidates.length === 0) return false;
  const [holder, key] = random.pick(candidates);
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
  return replaceIfOther(files, path, content, canonicalJson(json));
};

const reorderValues: Act = (files, path, content, random) => {
  const json = JSON.parse(content.toString("utf8")) as Json;
  const lists = places(json).flatMap(([holder, key]) => {
    const value = (holder as { [key: string]: Json })[key];
    return Array.isArray(value) && value.length > 1 ? [value] : [];
  });
  if (lists.length === 0) return false;
  random.pick(lists).reverse();
  return replaceIfOther(files, path, content, canonicalJson(json));
};

function replaceIfOther(files: Files, path: string, content: Buffer, text: string): boolean {
  files.set(path, Buffer.from(text));
  return text !== content.toString("utf8");
}

/** Puts another file of the same kind in its place. */
const replaceByAnother =
  (kind: string): Act =>
  (files, path, content, random) => {
    const others = ofKind(files, KINDS[kind] ?? /^$/).filter((each) => !files.get(each)?.equals(content));
    if (others.length === 0) return false;
    files.set(path, files.get(random.pick(others)) ?? content);
    return true;
  };

/** Two files of a kind change places: a chain in another order. */
const swapWithAnother =
  (kind: string): Act =>
  (files, path, content, random) => {
    const others = ofKind(files, KINDS[kind] ?? /^$/).filter((each) => !files.get(each)?.equals(content));
    if (others.length === 0) return false;
    const other = random.pick(others);
    files.set(path, files.get(other) ?? content);
    files.set(other, content);
    return true;
  };

const addCopy: Act = (files, path, content) => {
  files.set(path.replace(/(\.[a-z]+)$/, "-copy$1"), content);
  return true;
};

const linesOf = (content: Buffer) => content.toString("utf8").split("\n").slice(0, -1);

/** Writes the lines under the name that they hash to, as an archive's object must be. */
function renameLines(files: Files, path: string, lines: readonly string[]): void {
  const body = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  files.delete(path);
  const sha256 = createHash("sha256").update(body).digest("hex");
  files.set(path.replace(/[0-9a-f]{64}/, sha256), body);
}

const changeLine =
  (edit: (lines: string[], random: Random) => string[], rename: boolean): Act =>
  (files, path, content, random) => {
    const lines = linesOf(content);
    const edited = edit([...lines], random);
    if (edited.join("\n") === lines.join("\n")) return false;
    if (rename) renameLines(files, path, edited);
    else files.set(path, Buffer.from(edited.map((line) => `${line}\n`).join("")));
    return true;
  };

const EDITS: Readonly<Record<string, (lines: string[], random: Random) => string[]>> = {
  "change an event": (lines, random) => {
    const at = random.below(lines.length);
    return lines.map((line, index) => (index === at ? line.replace(/"(demo|expired|test)/, '"other') : line));
  },
  "remove an event": (lines, random) => lines.toSpliced(random.below(lines.length), 1),
  "add an event": (lines, random) => [
    ...lines,
    (lines[random.below(lines.length)] ?? "").replace(/"id":"01./, '"id":"01Z'),
  ],
  "repeat an event": (lines, random) => [...lines, lines[random.below(lines.length)] ?? ""],
  "reorder events": (lines) => lines.toReversed(),
};

const ANY: readonly (readonly [string, Act])[] = [
  ["flip a bit", flipBit],
  ["cut the end", cutEnd],
  ["append", appendBytes],
  ["remove", removeFile],
  ["add a copy", addCopy],
];
const JSON_KINDS = ["manifest", "chain", "hour seal", "day roll-up", "proofs", "report"];
const MANY = ["hour seal", "hour signature", "day roll-up", "day signature", "events", "page", "list"];

export const MUTATIONS: readonly Mutation[] = [
  ...Object.keys(KINDS).flatMap((kind) => ANY.map(([verb, act]) => mutation(kind, verb, act))),
  ...JSON_KINDS.flatMap((kind) => [
    mutation(kind, "change a value", changeValue),
    mutation(kind, "remove a value", removeValue),
    mutation(kind, "reorder values", reorderValues),
  ]),
  ...MANY.flatMap((kind) => [
    mutation(kind, "replace by another", replaceByAnother(kind)),
    mutation(kind, "swap with another", swapWithAnother(kind)),
  ]),
  ...Object.entries(EDITS).flatMap(([verb, edit]) => [
    mutation("events", verb, changeLine(edit, false)),
    mutation("events", `${verb} and rename the object`, changeLine(edit, true)),
  ]),
];
