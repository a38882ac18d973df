/** A YAML file whose values still know the line they were written on. */
import { isCollection, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { printable } from "../events/printable.ts";
import { ConfigurationError, type ConfigurationFault } from "./configuration-error.ts";
import { readBoundedFile } from "./read-bounded-file.ts";

const MAXIMUM_BYTES = 1024 * 1024;

/** One slip in the syntax makes the parser stumble over much of what follows. */
const LISTED = 3;

export type Path = readonly PropertyKey[];

export interface YamlSource {
  readonly file: string;
  /** The whole file as plain JavaScript values. */
  readonly value: unknown;
  /** Makes a fault of the place that the path names, or of the nearest place above it that was written. */
  fault(path: Path, problem: string): ConfigurationFault;
}

/** A path as people write it: `identityProviders[0].clockSkewSeconds`. */
function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const key = printable(String(part), 80);
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

/** The offset at which the key or item that a path names begins. */
function offsetOf(contents: unknown, path: Path): number {
  let node = contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const part of path) {
    if (!isCollection(node)) break;
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === part) : undefined;
    const next: unknown = pair ? pair.value : node.get(part, true);
    const place: unknown = pair ? pair.key : next;
    if (!isNode(place)) break;
    offset = place.range?.[0] ?? offset;
    node = next;
  }
  return offset;
}

/**
 * Reads a YAML 1.2 file of at most 1 MiB.
 * @throws ConfigurationError where it is missing, or is not YAML; each fault has its line.
 */
export function readYaml(file: string, whatItIs: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(readBoundedFile(file, MAXIMUM_BYTES, whatItIs), {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const faults = [...document.errors, ...document.warnings].slice(0, LISTED);
  if (faults.length > 0) {
    throw new ConfigurationError(
      faults.map(({ pos, message }) => ({ ...at(pos[0]), problem: `not YAML: ${message}` })),
    );
  }
  try {
    return {
      file,
      value: document.toJS() as unknown,
      fault: (path, problem) => ({ ...at(offsetOf(document.contents, path)), path: formatPath(path), problem }),
    };
  } catch (error) {
    throw new ConfigurationError([{ file, problem: `not YAML: ${(error as Error).message}` }], { cause: error });
  }
}
