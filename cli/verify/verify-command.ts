/** `samltrail verify`: checks a package offline, by the same file that goes into every package. */
import { readFileSync, statSync } from "node:fs";
import { parseArgs } from "node:util";
import { hasCode } from "../../lib/files/has-code.ts";
import { type Mark, type OpenedPackage, openFolder, verifyPackage } from "../../verifier/verify.mjs";
import { type Command, UsageError } from "../command.ts";
import { openZip, UnusableZip } from "./open-zip.ts";

const usage = `usage: samltrail verify <package> [--key <key.pem>] [--head <head.json>] [--quiet]

Checks an evidence package, a folder or a zip, without any network: every hash, signature, link of the chain, count and
proof, one line each. Exit code 0 verified, 1 something is wrong, 3 self-consistent only, 4 the seals are verified and their events were
not in the package (export --seals-only), 2 wrong usage.

  --key <key.pem>     the public key of the seals, from elsewhere: nobody who made the package may give it to you
  --head <head.json>  a head of the chain, from the bucket of heads
  --quiet             only what is not ok, and the verdict`;

function open(path: string): OpenedPackage & { close(): void } {
  if (statSync(path).isDirectory()) return { ...openFolder(path), close: () => undefined };
  return openZip(path);
}

function readPinned(option: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UsageError(`--${option}: there is no file ${file} that could be read`);
  }
}

export const verifyCommand: Command = {
  usage,
  async run(args, { out, error }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { key: { type: "string" }, head: { type: "string" }, quiet: { type: "boolean", default: false } },
    });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) {
      throw new UsageError("expected one package, as in: samltrail verify evidence.zip --key key.pem --head head.json");
    }
    const pinned = { key: readPinned("key", values.key), head: readPinned("head", values.head) };
    const print = (mark: Mark, what: string, text: string) => {
      if (!values.quiet || mark !== "ok" || what === "verdict") out(`${mark.padEnd(8)} ${what}  ${text}`);
    };
    let opened: ReturnType<typeof open>;
    try {
      opened = open(path);
    } catch (fault) {
      const isMissing = hasCode(fault, "ENOENT");
      if (!isMissing && !(fault instanceof UnusableZip)) throw fault;
      error(isMissing ? `there is no package ${path}` : `${path}: ${(fault as Error).message}`);
      return 1;
    }
    try {
      return verifyPackage(opened, pinned, print);
    } finally {
      opened.close();
    }
  },
};
