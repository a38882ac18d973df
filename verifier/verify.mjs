#!/usr/bin/env node
/**
 * Verifies a samltrail evidence package, offline: node verify.mjs <unpacked package> --key key.pem --head head.json
 *
 * One file, nothing but Node's own modules, meant to be read before it is believed. docs/evidence.md says what each check
 * means. It trusts nobody who had a hand in the package: hashes, trees, counts and chain are made again from the events.
 * What it cannot make again is whose key that is and whether this is the real chain: both come from elsewhere, as --key
 * and --head, and without them the most it says is "self-consistent only".
 *
 * Exit code: 0 verified, 1 something is wrong, 2 wrong usage, 3 self-consistent only, 4 seals verified without their events.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

// ── Hashes, canonical JSON (RFC 8785), Merkle trees (RFC 6962 §2.1) ────────────────────────────────────────────────

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");
export const leafHash = (entry) => sha256(Buffer.of(0), entry);
const nodeHash = (left, right) => sha256(Buffer.from(`01${left}${right}`, "hex"));

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}
const same = (a, b) => canonical(a ?? null) === canonical(b ?? null);

/** A growing tree is the roots of its full subtrees, the largest first. */
const EMPTY = { size: 0, frontier: [] };
function append({ size, frontier }, leaf) {
  const grown = [...frontier];
  let hash = leaf;
  for (let bits = size; bits % 2 === 1; bits = Math.floor(bits / 2)) hash = nodeHash(grown.pop(), hash);
  return { size: size + 1, frontier: [...grown, hash] };
}
const rootOf = ({ frontier: [...roots] }) =>
  roots.length === 0 ? sha256("") : roots.reduceRight((right, left) => nodeHash(left, right));
export const merkleRoot = (leaves) => rootOf(leaves.reduce((tree, leaf) => append(tree, leaf), EMPTY));

/** The largest power of two below the size: where RFC 6962 splits a tree. */
const split = (size) => 2 ** Math.floor(Math.log2(size - 1));

/** The root that a leaf and its audit path (§2.1.1) come to; the path is used up. */
function rootByPath(leaf, index, size, path) {
  if (size <= 1) return leaf;
  const [middle, neighbour] = [split(size), path.pop() ?? ""];
  if (index < middle) return nodeHash(rootByPath(leaf, index, middle, path), neighbour);
  return nodeHash(neighbour, rootByPath(leaf, index - middle, size - middle, path));
}
export function isIncluded(leaf, index, size, proof, root) {
  const path = [...proof];
  const fits = Number.isSafeInteger(index) && index >= 0 && index < size && path.length <= 64;
  return fits && rootByPath(leaf, index, size, path) === root && path.length === 0;
}

/** The roots of the older and the newer tree, by a consistency proof (§2.1.2); the proof is used up. */
function bothRoots(older, newer, proof, olderRoot) {
  if (older === newer) return Array(2).fill(olderRoot ?? proof.pop() ?? "");
  const [middle, neighbour] = [split(newer), proof.pop() ?? ""];
  if (older <= middle) {
    const [left, right] = bothRoots(older, middle, proof, olderRoot);
    return [left, nodeHash(right, neighbour)];
  }
  return bothRoots(older - middle, newer - middle, proof).map((right) => nodeHash(neighbour, right));
}
export function isConsistent(older, newer, olderRoot, newerRoot, proof) {
  const path = [...proof];
  const fits = [older, newer].every(Number.isSafeInteger) && older > 0 && older <= newer && path.length <= 64;
  return fits && same(bothRoots(older, newer, path, olderRoot), [olderRoot, newerRoot]) && path.length === 0;
}

// ── What a seal counts of an event ─────────────────────────────────────────────────────────────────────────────────

const fields = (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? value : {});
const fitting = (value, pattern) => (typeof value === "string" && pattern.test(value) ? value : "unknown");
const isPositive = (value) => Number.isSafeInteger(value) && value > 0;
const [ULID, TYPE, SHORT] = [/^[0-9A-HJKMNP-TV-Z]{26}$/, /^[A-Z][A-Za-z ]{0,63}$/, /^[a-z0-9][a-z0-9-]{0,63}$/];

function parse(line) {
  try {
    return fields(JSON.parse(line));
  } catch {
    return {}; // counted as unknown
  }
}

function factsOf(line, leaf) {
  const event = parse(line);
  const [metadata, data] = [fields(event.metadata), fields(event.data)];
  const [type, producer] = [fitting(metadata.type, TYPE), fields(metadata.producer)];
  const failed = type === "Login Failed";
  const provider = fields(data.identityProvider).id ?? data.identityProviderId ?? (failed ? "unknown" : null);
  const granted = type === "Roles Mapped" && Array.isArray(data.granted) ? data.granted : [];
  return {
    id: typeof metadata.id === "string" && ULID.test(metadata.id) ? metadata.id : leaf,
    hour: fitting(metadata.occurredAt, /^\d{4}-\d{2}-\d{2}T\d{2}:/).slice(0, 13),
    type,
    attempts: failed && isPositive(data.count) ? data.count : 1,
    reason: failed ? fitting(data.reason, SHORT) : null,
    provider: provider === null ? null : fitting(provider, SHORT),
    roles: granted.map((each) => fitting(fields(each).mappingId, SHORT)),
    producer: isPositive(producer.sequence) && ULID.test(producer.id) ? producer.id : null,
    sequence: producer.sequence,
  };
}

const countIn = (tally, key, otherwise) => (Object.hasOwn(tally, key) ? tally[key] : otherwise);
function add(into, from) {
  for (const [key, value] of Object.entries(from)) {
    into[key] = typeof value === "number" ? countIn(into, key, 0) + value : add(countIn(into, key, {}), value);
  }
  return into;
}
const noCounts = () => ({ byHour: {}, byType: {}, byReason: {}, byIdentityProvider: {}, byRole: {} });
const countsOf = ({ hour, type, attempts, reason, provider, roles }) => ({
  byHour: { [hour]: 1 },
  byType: { [type]: 1 },
  byReason: reason === null ? {} : { [reason]: attempts },
  byIdentityProvider: provider === null ? {} : { [provider]: { [type]: attempts } },
  byRole: roles.reduce((tally, role) => add(tally, { [role]: 1 }), {}),
});

/** Runs of numbers that follow each other and the holes between them, by producer. */
function sequencesOf(numbered) {
  const producers = new Map();
  for (const { producer } of numbered) producers.set(producer, []);
  for (const { producer, ranges } of numbered) for (const range of ranges) producers.get(producer).push(range);
  return [...producers.keys()].sort().map((producer) => {
    const runs = [];
    for (const [first, last] of producers.get(producer).sort((a, b) => a[0] - b[0])) {
      const before = runs.at(-1);
      if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
      else runs.push([first, last]);
    }
    return { producer, ranges: runs, gaps: runs.slice(1).map(([first], index) => [runs[index][1] + 1, first - 1]) };
  });
}

// ── Seals: what each says is made again from what it covers ────────────────────────────────────────────────────────

const pathOf = (hourOrDay) => hourOrDay.replaceAll(/[-T]/g, "/");
const startOf = (hour) => new Date(`${hour}:00:00.000Z`);
const hourAfter = (hour) => new Date(startOf(hour).getTime() + 3_600_000).toISOString().slice(0, 13);
const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

/** A body that is canonical, and signed by the key that it names. */
function readSigned(pack, path, { covered }) {
  const [bytes, signature] = [pack.read(path), pack.read(path.replace(".json", ".sig"))];
  const body = JSON.parse(bytes);
  must(canonical(body) === bytes.toString("utf8"), "is not canonical JSON");
  const key = createPublicKey({ key: Buffer.from(body.key.publicKey, "base64"), format: "der", type: "spki" });
  must(key.asymmetricKeyDetails?.namedCurve === "prime256v1", "names a key that is not on P-256");
  must(verify("sha256", bytes, key, signature), "the signature does not verify");
  covered.add(path).add(path.replace(".json", ".sig"));
  return { body, hash: sha256(bytes) };
}

/** What each distinct line of the objects is, by the hash of its leaf. */
function factsByLeaf(pack, objects, covered) {
  const facts = new Map();
  for (const { key, bytes } of objects) {
    must(!covered.has(key), `covers ${key}, which an earlier seal covers`);
    covered.add(key);
    const content = pack.read(key);
    must(content.length === bytes && key.endsWith(`/${sha256(content)}.jsonl`), `covers ${key}, which was changed`);
    const texts = content.toString("utf8").split("\n");
    if (texts.at(-1) === "") texts.pop();
    for (const [leaf, text] of texts.map((line) => [leafHash(line), line])) facts.set(leaf, factsOf(text, leaf));
  }
  return facts;
}

function checkEvents(pack, seal, hour, state) {
  const facts = factsByLeaf(pack, seal.objects, state.covered);
  const leaves = new Set([...facts.keys()].sort());
  const isElsewhere = (sealedIn) => sealedIn < state.from; // in a seal that the package does not have
  for (const { sealedIn, leaves: again } of seal.repeats) {
    for (const leaf of again) {
      must(leaves.delete(leaf), `names a repeat that no object holds: ${leaf}`);
      const found = isElsewhere(sealedIn) || same(state.events.get(facts.get(leaf).id), [sealedIn, leaf]);
      must(found && sealedIn < hour, `names a repeat that ${sealedIn} does not have: ${leaf}`);
    }
  }
  for (const { leaf } of seal.conflicts) must(leaves.delete(leaf), `names a conflict that no object holds: ${leaf}`);
  for (const leaf of leaves) {
    const { id } = facts.get(leaf);
    must(!state.events.has(id), `has the event ${id}, which ${state.events.get(id)?.[0]} has too`);
    state.events.set(id, [hour, leaf]);
  }
  for (const { id, leaf, sealedIn } of seal.conflicts) {
    const found = isElsewhere(sealedIn) || state.events.get(id)?.[0] === sealedIn;
    must(found && facts.get(leaf).id === id, `names a conflict over ${id} that is none`);
  }
  const taken = [...leaves].map((leaf) => facts.get(leaf));
  const list = [...leaves].map((leaf) => `${leaf} ${facts.get(leaf).id}\n`).join("");
  const numbered = taken.filter(({ producer }) => producer !== null);
  const sequences = numbered.map(({ producer, sequence }) => ({ producer, ranges: [[sequence, sequence]] }));
  const counts = taken.reduce((sum, each) => add(sum, countsOf(each)), noCounts());
  must(seal.leafCount === leaves.size, `says ${seal.leafCount} events, and its objects hold ${leaves.size}`);
  must(seal.root === merkleRoot([...leaves]), "the Merkle root is not that of its events");
  must(seal.leafList === sha256(list), "the list of leaves is not that of its events");
  must(same(seal.counts, counts), "the counts are not those of its events");
  must(same(seal.sequences, sequencesOf(sequences)), "the producers' numbers are not those of its events");
}

function checkLink(pack, seal, hour, previous, state) {
  if (previous) {
    must(same(seal.previous, { hour: previous.hour, hash: previous.hash }), "the chain is broken: it follows another");
    must(same(seal.log, previous.log), "the log does not continue that of the seal before");
    must(seal.sealedAt >= previous.seal.sealedAt, `a clock ran backwards: sealed at ${seal.sealedAt}`);
    const { publicKey } = previous.seal.nextKey ?? previous.seal.key;
    must(seal.key.publicKey === publicKey, "signed by a key that the seal before did not name");
  } else if (seal.previous.hour === null) {
    const chain = pack.read("seals/chain.json");
    must(sha256(chain) === seal.previous.hash, "does not follow seals/chain.json");
    must(JSON.parse(chain).firstHour === hour && same(seal.log, EMPTY), "does not begin the chain");
    state.covered.add("seals/chain.json");
    state.firstHour = hour;
  }
}

function checkHour(pack, hour, state) {
  const { body: seal, hash } = readSigned(pack, `seals/hours/${pathOf(hour)}.json`, state);
  const window = { from: startOf(hour).toISOString(), to: startOf(hourAfter(hour)).toISOString() };
  must(seal.kind === "hour" && seal.version === 1 && same(seal.window, window), "is not this hour's seal");
  must(seal.sealedAt >= window.to, `sealed at ${seal.sealedAt}, before the hour was over`);
  const { previous } = state;
  state.previous = { hour, hash, seal, log: append(seal.log, leafHash(Buffer.from(hash, "hex"))) };
  state.seals.set(hour, state.previous);
  state.keys.add(seal.key.publicKey);
  checkLink(pack, seal, hour, previous, state);
  if (!state.sealsOnly) checkEvents(pack, seal, hour, state);
  return `${seal.leafCount} events in ${seal.objects.length} objects${state.sealsOnly ? ", not read" : ""}; ${hash}`;
}

/** A day's roll-up says again what its hours say. */
function checkDay(pack, day, state) {
  const { body, hash } = readSigned(pack, `seals/days/${pathOf(day)}.json`, state);
  const hours = [...state.seals.values()].filter(({ hour }) => hour.startsWith(day));
  const seals = hours.map(({ seal }) => seal);
  const all = (list) => seals.flatMap((seal) => seal[list]);
  const expected = {
    ...{ kind: "day", version: 1, day, codeVersion: body.codeVersion },
    hours: hours.map((each) => ({ hour: each.hour, hash: each.hash, leafCount: each.seal.leafCount })),
    leafCount: seals.reduce((sum, { leafCount }) => sum + leafCount, 0),
    objects: all("objects").length,
    repeats: all("repeats").flatMap(({ leaves }) => leaves).length,
    counts: seals.reduce((sum, { counts }) => add(sum, counts), noCounts()),
    sequences: sequencesOf(structuredClone(all("sequences"))),
    idHours: [...new Set(all("idHours"))].sort(),
    conflicts: all("conflicts"),
    findings: [...new Map(all("findings").map((each) => [canonical(each), each])).values()],
    previous: state.day ?? body.previous,
    key: seals.at(-1).nextKey ?? seals.at(-1).key,
  };
  const wrong = Object.keys({ ...expected, ...body }).find((name) => !same(body[name], expected[name]));
  must(wrong === undefined, `${wrong} is not what its hours come to`);
  state.day = { day, hash };
  return `${body.leafCount} events in ${hours.length} hours; ${hash}`;
}

// ── The package as a whole ─────────────────────────────────────────────────────────────────────────────────────────

function readManifest(pack) {
  const manifest = JSON.parse(pack.read("manifest.json"));
  const { sha256: own, ...rest } = manifest;
  must(manifest.kind === "package" && manifest.version === 1, "is of a kind that this verifier does not know");
  must(canonical(manifest) === pack.read("manifest.json").toString("utf8"), "is not canonical JSON");
  must(own === sha256(canonical(rest)), "does not hash to what it says of itself");
  const hours = (startOf(manifest.period.to) - startOf(manifest.period.from)) / 3_600_000 + 1;
  must(hours === manifest.seals.count && hours >= 1 && hours <= manifest.files.length, "the period is impossible");
  must(manifest.root === merkleRoot(manifest.files.map((file) => leafHash(canonical(file)))), "has another root");
  return manifest;
}

/** What the manifest says of the seals, and that no event lies there unsealed. */
function checkCoverage(pack, manifest, state) {
  const [first, last] = [[...state.seals.values()][0], state.previous];
  must(same(manifest.seals, { count: state.seals.size, first: first.hash, last: last.hash }), "names other seals");
  must(manifest.publicKey === (last.seal.nextKey ?? last.seal.key).publicKey, "names another key");
  const declared = new Set([...state.seals.values()].flatMap(({ seal }) => seal.findings).map((each) => each.key));
  const isStray = (path) => /^(events|seals)\//.test(path) && !state.covered.has(path) && !declared.has(path);
  must(!pack.paths.some(isStray), `no seal covers ${pack.paths.find(isStray)}`);
  return `${state.seals.size} seals, ${state.events.size} events, each in one seal; every object in one seal`;
}

function checkProofs(pack, state) {
  const proofs = JSON.parse(pack.read("proofs.json"));
  must(canonical(proofs) === pack.read("proofs.json").toString("utf8"), "is not canonical JSON");
  for (const { id, hour, leaf, index, path } of proofs) {
    const seal = state.seals.get(hour)?.seal;
    must(state.sealsOnly || same(state.events.get(id), [hour, leaf]), `${id} is not the event that ${hour} sealed`);
    must(isIncluded(leaf, index, seal.leafCount, path, seal.root), `the proof of ${id} leads to another root`);
  }
  return `${proofs.length} events, each with a proof that leads to its seal's root`;
}

/** @returns how many of the seals the head does not speak for */
function checkHead(head, { log: known }, state) {
  if (head.hour > state.previous.hour) {
    must(head.hour === known.head.hour, `the package leads to the head of ${known.head.hour}: take that of this hour`);
    must(same(head, known.head), "the package belongs to another chain than the head");
    return 0;
  }
  const at = state.seals.get(head.hour);
  must(at, "the head is older than the package, and says nothing of it");
  const is = { kind: "head", version: 1, hour: head.hour, hash: at.hash, size: at.log.size, root: rootOf(at.log) };
  must(same(head, is), "the package belongs to another chain than the head");
  return [...state.seals.keys()].filter((hour) => hour > head.hour).length;
}

/** Verifies { paths, read(path) }; `report(mark, what, text)` gets each line as it is found. Returns the exit code. */
export function verifyPackage(pack, { key, head }, report) {
  let wrong = 0;
  const attempt = (what, check) => {
    try {
      const found = check();
      if (typeof found === "string") report("ok", what, found);
      return found;
    } catch (error) {
      wrong += 1;
      report("WRONG", what, error.message);
    }
  };
  const manifest = attempt("manifest.json", () => readManifest(pack));
  if (!manifest) return 1;
  const { from, to } = manifest.period;
  const listed = new Set(["manifest.json", ...manifest.files.map(({ path }) => path)]);
  for (const path of pack.paths) attempt(path, () => must(listed.has(path), "is not listed in the manifest"));
  for (const { path, bytes, sha256: hash } of manifest.files) {
    attempt(path, () => must(same([pack.read(path).length, sha256(pack.read(path))], [bytes, hash]), "was changed"));
  }
  report(wrong > 0 ? "WRONG" : "ok", "files", `${listed.size - wrong} of ${listed.size} are as listed`);
  const sealsOnly = manifest.scope === "seals"; // a long period, without the events themselves
  const state = { from, sealsOnly, seals: new Map(), covered: new Set(), events: new Map(), keys: new Set() };
  for (let hour = from; hour <= to; hour = hourAfter(hour)) {
    attempt(`hour ${hour}`, () => checkHour(pack, hour, state));
    const { seal } = state.seals.get(hour) ?? {};
    for (const { kind, key: object } of seal?.findings ?? []) report("FINDING", `hour ${hour}`, `${kind}: ${object}`);
    for (const { id } of seal?.conflicts ?? []) report("FINDING", `hour ${hour}`, `two events claim the id ${id}`);
    const day = hour.slice(0, 10);
    if (!hour.endsWith("T23") || !(state.seals.has(`${day}T00`) || state.firstHour?.startsWith(day))) continue;
    attempt(`day ${day}`, () => checkDay(pack, day, state));
  }
  attempt("coverage", () => checkCoverage(pack, manifest, state));
  attempt("later seals", () => {
    const [{ head: known, proof }, { log }] = [manifest.log, state.previous];
    must(isConsistent(log.size, known.size, rootOf(log), known.root, proof), `do not lead to ${known.hour}`);
    return `lead on to the head of ${known.hour}`;
  });
  if (pack.paths.includes("proofs.json")) attempt("proofs", () => checkProofs(pack, state));
  attempt("key", () => {
    const pinned = key && createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");
    must(key === undefined || state.keys.has(pinned), "signed none of these seals");
    return key && "signed seals of this chain, which names every other key";
  });
  const count = [...state.seals.values()].reduce((sum, { seal }) => sum + seal.leafCount, 0);
  if (sealsOnly)
    report("OPEN", "events", `${count} are not in the package: their roots and counts were not made again`);
  const younger = attempt("head", () => (head === undefined ? 0 : checkHead(JSON.parse(head), manifest, state)));
  if (head !== undefined && younger === 0) report("ok", "head", "is what these seals lead to");
  const open = [
    ...(key === undefined ? ["there is no key from elsewhere, so nobody vouches for the signatures"] : []),
    ...(head === undefined ? ["there is no head from elsewhere, so nobody vouches for the chain"] : []),
    ...(younger > 0 ? [`the head does not speak for the last ${younger} seals: take a younger one`] : []),
  ];
  if (wrong > 0) report("WRONG", "verdict", `NOT VERIFIED: ${wrong} checks failed`);
  else if (open.length > 0) report("OPEN", "verdict", `self-consistent only: ${open.join("; ")}`);
  else if (sealsOnly) report("OPEN", "verdict", "seals only: verified by the key and the head from elsewhere");
  else report("ok", "verdict", "verified: by the key and the head from elsewhere");
  return wrong > 0 ? 1 : open.length > 0 ? 3 : sealsOnly ? 4 : 0;
}

/** A folder's files. Links are left out: what they lead to is not part of the package. */
export function openFolder(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const pathIn = ({ parentPath, path, name }) => relative(folder, join(parentPath ?? path, name)).replaceAll("\\", "/");
  const paths = new Set(files.map(pathIn));
  const read = (path) => (paths.has(path) ? readFileSync(join(folder, path)) : must(false, `${path} is missing`));
  return { paths: [...paths], read };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const options = { key: { type: "string" }, head: { type: "string" } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const read = (file) => file && readFileSync(file, "utf8");
  const print = (mark, what, text) => console.log(`${mark.padEnd(8)} ${what}  ${text}`);
  const pinned = { key: read(values.key), head: read(values.head) };
  const [folder] = positionals.length === 1 ? positionals : [];
  if (folder === undefined) console.error("usage: node verify.mjs <package> --key key.pem --head head.json");
  process.exitCode = folder === undefined ? 2 : verifyPackage(openFolder(folder), pinned, print);
}
