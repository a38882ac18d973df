/** Tampers with a package or an archive, one seeded step at a time, and says which steps the verifier did not notice. */
import { canonicalJson } from "../../lib/archive/canonical-json.ts";
import { describeFile, MANIFEST, writeManifest } from "../../lib/evidence/package/manifest.ts";
import { verifyPackage } from "../../verifier/verify.mjs";
import { memoryStore } from "../evidence/helpers/memory-store.ts";
import { type Base, type Files, openFiles, packageOf } from "./base.ts";
import { KINDS, MUTATIONS, type Mutation } from "./mutations.ts";
import { createRandom, type Random } from "./random.ts";

/**
 * `package`: files of a package. `package, manifest rewritten`: by somebody who can write manifests. `archive`: objects of the
 * bucket, before a package is made.
 */
const MODES = ["package", "package, manifest rewritten", "archive"] as const;
type Mode = (typeof MODES)[number];

interface Missed {
  readonly seed: number;
  readonly mode: Mode;
  readonly mutation: string;
  readonly path: string;
}

export interface TamperResult {
  readonly done: number;
  /** How often each mutation was made, by mode. */
  readonly counts: ReadonlyMap<string, number>;
  readonly missed: readonly Missed[];
}

const verdictOf = (files: Files, { pinned }: Base): number => verifyPackage(openFiles(files), pinned, () => undefined);

/** What anybody can do who has no key: the manifest is right again. */
function rewriteManifest(files: Files): void {
  const {
    kind: _kind,
    version: _version,
    files: _files,
    root: _root,
    sha256: _sha256,
    ...content
  } = JSON.parse(files.get(MANIFEST)?.toString("utf8") ?? "");
  files.delete(MANIFEST);
  const described = [...files].map(([path, bytes]) => describeFile(path, bytes));
  files.set(MANIFEST, Buffer.from(writeManifest(content, described).text));
}

/**
 * What stands in no seal can be rewritten along with the manifest: the verifier must come from elsewhere, and a report is made again
 * from the sealed events.
 */
const isUnsealed = (path: string): boolean =>
  [KINDS.manifest, KINDS.verifier, KINDS.instructions, KINDS.report, KINDS.page, KINDS.list].some((pattern) =>
    pattern?.test(path.replace("-copy", "")),
  );

/** A package with fewer proofs, or with the same ones twice, claims nothing that is not so. */
const isHarmless = ({ name }: Mutation): boolean => /^(remove|remove a value|add a copy): proofs$/.test(name);

/** Below `seals/` and within the period: what the package of that period speaks of. */
const isInPeriod = (path: string, { files }: Base): boolean => files.has(path) || path === "seals/chain.json";

async function isNoticed(
  mode: Mode,
  mutation: Mutation,
  base: Base,
  random: Random,
): Promise<[boolean, string] | null> {
  if (mode === "archive") {
    const inPeriod = new Map([...base.store.objects].filter(([path]) => isInPeriod(path, base)));
    const path = mutation.apply(inPeriod, random);
    if (path === null) return null;
    const rest = [...base.store.objects].filter(([each]) => !isInPeriod(each, base));
    try {
      const { files } = await packageOf(memoryStore([...rest, ...inPeriod]), { withReport: false });
      return [verdictOf(files, base) === 1, path];
    } catch {
      return [true, path];
    }
  }
  const files = new Map(base.files);
  const path = mutation.apply(files, random);
  if (path === null) return null;
  if (mode === "package, manifest rewritten") {
    if (isUnsealed(path) || isHarmless(mutation)) return null;
    rewriteManifest(files);
  }
  return [verdictOf(files, base) === 1, path];
}

/** @param first the seed of the first of `count` steps; each step's own seed makes it again */
export async function tamper(base: Base, first: number, count: number): Promise<TamperResult> {
  const counts = new Map<string, number>();
  const missed: Missed[] = [];
  let done = 0;
  for (let seed = first; done < count; seed += 1) {
    const random = createRandom(seed);
    const mode = random.pick(MODES);
    const mutation = random.pick(MUTATIONS);
    const noticed = await isNoticed(mode, mutation, base, random);
    if (noticed === null) continue;
    done += 1;
    const name = `${mode}: ${mutation.name}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (!noticed[0]) missed.push({ seed, mode, mutation: mutation.name, path: noticed[1] });
  }
  return { done, counts, missed };
}

export const isSound = (base: Base): boolean =>
  verdictOf(base.files, base) === 0 && canonicalJson(JSON.parse(base.pinned.head ?? "null")) === base.pinned.head;
