/** What sealing and exporting need of a bucket. */

export interface ListedObject {
  readonly key: string;
  /** The version that was written first. `null` is a bucket without versions. */
  readonly version: string;
  readonly bytes: number;
  /** Versions beyond the first: nothing here is ever written twice. */
  readonly overwritten: boolean;
  /** A delete marker hides it. */
  readonly deleted: boolean;
}

export interface EvidenceReader {
  /** Where the bucket is a folder of this machine: other threads may read it by themselves. */
  readonly folder?: string;
  /** In the order of their keys. @param after only keys beyond this one */
  list(prefix: string, after?: string): Promise<readonly ListedObject[]>;
  /** @returns null where there is none */
  read(key: string, version?: string): Promise<Buffer | null>;
  /** What `read` gave is not needed any more, and must not be looked at: its memory may be used again. Nobody has to say so. */
  release?(content: Buffer): void;
}

export interface EvidenceStore extends EvidenceReader {
  /** Writes an object where none is: of any number of racers one gets `true`. An SDK that repeats its own call may get `false`. */
  putOnce(key: string, body: string | Buffer): Promise<boolean>;
}
