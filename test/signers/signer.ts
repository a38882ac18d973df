/** A signer that others wrote, and what it makes for us to judge. */
import type { IdentityProvider } from "../../lib/config/configuration.ts";
import type { Reason } from "../../lib/events/vocabulary.ts";
import type { OutstandingRequest } from "../../lib/ledger/ledger.ts";
import type { ProviderId } from "../fixtures/configuration.ts";

/** A response that must be let in, unless it says `refused`. */
export interface SignedCase {
  readonly name: string;
  /** The message as it would be posted, before base64. */
  readonly xml: string;
  /** The clock to judge it at. */
  readonly at: Date;
  readonly provider: ProviderId;
  /** Laid over the provider's policy. */
  readonly policy?: Partial<IdentityProvider>;
  /** What the first reading must have found, so that a case tests what its name says. */
  readonly signed: "response" | "assertion" | "both";
  readonly algorithm: string;
  /** The AuthnRequest that it answers, with the cookie of the browser that began it. */
  readonly request?: { readonly outstanding: OutstandingRequest; readonly cookie: string };
  /** A message that is right, but uses what this service never takes: the reason it must be refused for. */
  readonly refused?: Reason;
}

/** Something that is either so or not: another program's verdict on what we made. */
export interface Check {
  readonly name: string;
  readonly holds: boolean;
  readonly found: string;
}

interface Work {
  readonly cases: readonly SignedCase[];
  readonly checks: readonly Check[];
  /** What this version of the program cannot do, for the report. */
  readonly lacking: readonly string[];
}

export interface Signer {
  readonly name: string;
  /** How to get it on Debian. */
  readonly install: string;
  /** @returns its version, or `null` where it is not installed */
  version(): Promise<string | null>;
  /** @param folder a temporary one of its own */
  work(folder: string): Promise<Work>;
}
