/** Fetches what a provider publishes: over TLS, bounded in size and time, and never from inside the own network. */

import { isUtf8 } from "node:buffer";
import { type LookupAddress, lookup } from "node:dns";
import { type IncomingMessage, request as requestPlainly } from "node:http";
import { request } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { MAXIMUM_METADATA_BYTES } from "../config/identity-provider-metadata.ts";
import { addressProblem, isLoopback } from "../config/web-address.ts";

const MAXIMUM_REDIRECTS = 3;
const TIMEOUT_MILLISECONDS = 10_000;

/** The metadata could not be fetched; the message says why, and holds nothing that the other side chose. */
export class MetadataUnreachable extends Error {
  override readonly name = "MetadataUnreachable";
}

export interface FetchOptions {
  /** Addresses of this machine may be asked: where the service itself stands on a loopback address. */
  readonly loopback: boolean;
  readonly timeoutMilliseconds?: number;
  /** What names are looked up with. */
  readonly resolve?: Resolve;
}

/** Addresses that no provider publishes metadata at: private, link-local (with the metadata services of clouds), and the like. */
function insideAddresses(): BlockList {
  const inside = new BlockList();
  const ranges: readonly (readonly [string, number, "ipv4" | "ipv6"])[] = [
    ["0.0.0.0", 8, "ipv4"],
    ["10.0.0.0", 8, "ipv4"],
    ["100.64.0.0", 10, "ipv4"],
    ["127.0.0.0", 8, "ipv4"],
    ["169.254.0.0", 16, "ipv4"],
    ["172.16.0.0", 12, "ipv4"],
    ["192.0.0.0", 24, "ipv4"],
    ["192.168.0.0", 16, "ipv4"],
    ["198.18.0.0", 15, "ipv4"],
    ["224.0.0.0", 3, "ipv4"],
    // The unspecified address, loopback and IPv4 in the clothes of IPv6.
    ["::", 8, "ipv6"],
    ["64:ff9b::", 16, "ipv6"],
    ["2002::", 16, "ipv6"],
    ["fc00::", 7, "ipv6"],
    ["fe80::", 10, "ipv6"],
    ["ff00::", 8, "ipv6"],
  ];
  for (const [net, prefix, family] of ranges) inside.addSubnet(net, prefix, family);
  return inside;
}

const INSIDE = insideAddresses();

const isInside = (address: string): boolean => INSIDE.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

const refusedInside = () =>
  new MetadataUnreachable("the address leads inside the network: metadata is fetched from outside");

type Resolve = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Looks the name up and connects to what was looked at: no second answer of the name server comes between. */
function outsideOnly(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      const [first] = addresses;
      if (!first || addresses.some(({ address }) => isInside(address))) return callback(refusedInside(), "", 0);
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

function checkedUrl(location: string, loopback: boolean): URL {
  const problem = addressProblem(location);
  if (problem !== undefined) throw new MetadataUnreachable(problem);
  const url = new URL(location);
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (isLoopback(url.hostname)) {
    if (!loopback) throw refusedInside();
  } else if (isIP(literal) !== 0 && isInside(literal)) throw refusedInside();
  return url;
}

function ask(url: URL, signal: AbortSignal, resolve: Resolve): Promise<IncomingMessage> {
  const options = {
    signal,
    agent: false as const,
    maxHeaderSize: 16 * 1024,
    headers: {
      accept: "application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.8",
      "accept-encoding": "identity",
    },
    ...(isLoopback(url.hostname) ? {} : { lookup: outsideOnly(resolve) }),
  };
  return new Promise((answered, failed) => {
    const sent = url.protocol === "https:" ? request(url, options) : requestPlainly(url, options);
    sent.on("response", answered).on("error", failed).end();
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAXIMUM_METADATA_BYTES) {
      throw new MetadataUnreachable(`the answer is longer than ${MAXIMUM_METADATA_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw new MetadataUnreachable("the answer is not UTF-8");
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

/** Where a redirect leads, on the same origin: whoever may write elsewhere is not to choose our keys. */
function redirectOf(response: IncomingMessage, from: URL): string | undefined {
  const { location } = response.headers;
  if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0) || location === undefined) return undefined;
  const to = URL.canParse(location, from) ? new URL(location, from) : null;
  if (to?.origin !== from.origin)
    throw new MetadataUnreachable("the answer leads to another host: name that one in metadataUrl");
  return to.href;
}

function describe(error: unknown, signal: AbortSignal): MetadataUnreachable {
  if (error instanceof MetadataUnreachable) return error;
  if (signal.aborted) return new MetadataUnreachable("there was no whole answer in time", { cause: error });
  const code = String((error as { code?: unknown } | null)?.code ?? "unknown").slice(0, 60);
  return new MetadataUnreachable(`the connection failed (${code})`, { cause: error });
}

/**
 * The document at an address, of at most 256 KiB, within ten seconds in all.
 * @throws MetadataUnreachable
 */
export async function fetchMetadata(location: string, options: FetchOptions): Promise<string> {
  const signal = AbortSignal.timeout(options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS);
  try {
    let next = location;
    for (let redirects = 0; redirects <= MAXIMUM_REDIRECTS; redirects += 1) {
      const url = checkedUrl(next, options.loopback);
      const response = await ask(url, signal, options.resolve ?? lookup);
      try {
        const redirect = redirectOf(response, url);
        if (redirect === undefined) {
          if (response.statusCode !== 200)
            throw new MetadataUnreachable(`the answer has the status ${response.statusCode}`);
          return await bodyOf(response);
        }
        next = redirect;
      } finally {
        response.destroy();
      }
    }
    throw new MetadataUnreachable(`there were more than ${MAXIMUM_REDIRECTS} redirects`);
  } catch (error) {
    throw describe(error, signal);
  }
}
