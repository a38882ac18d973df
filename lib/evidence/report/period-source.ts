/** Where the parts of a period's hours come from: from its events, or from what each day's examination wrote. */
import type { Evidence } from "../package/collect-evidence.ts";
import { describeFile } from "../package/manifest.ts";
import type { ExtraFile } from "../package/write-package.ts";
import type { ReportOrder } from "./build-report.ts";
import { OVER_DAYS } from "./days/draw-over-days.ts";
import { openExaminedDays } from "./days/read-days.ts";
import type { ExaminedHours, Kind } from "./hour/hour-part.ts";
import type { ListedPeople } from "./people-list.ts";
import type { Persons } from "./persons.ts";
import { POPULATION_NAMES, type PopulationName } from "./populations.ts";
import type { FileModel, Unread } from "./report.ts";
import { type Drawn, Sampler } from "./sample.ts";
import { examineHours, threadsFor } from "./threads/examine-hours.ts";
import { createPopulationWriter } from "./write-populations.ts";

export interface PeriodSource {
  /** In the order of their hours. */
  parts(): AsyncGenerator<ExaminedHours>;
  /** Once the parts were read. */
  drawn(): readonly Drawn[];
  readonly sampling: string;
  /** Once the parts were read: what stands beside the report. */
  finish(): {
    readonly files: readonly ExtraFile[];
    readonly populations: Readonly<
      Record<PopulationName, { readonly csv: FileModel | null; readonly jsonl: FileModel | null }>
    >;
    /** The list of the populations' files where they do not stand in the package themselves. */
    readonly populationFiles: FileModel | null;
  };
}

export interface SourceOrder {
  readonly order: ReportOrder;
  readonly evidence: Evidence;
  readonly seed: string;
  readonly persons: Persons;
  readonly listed: ListedPeople | null;
  /** An empty folder. */
  readonly folder: string;
  readonly onUnread: (unread: Unread) => void;
}

const FROM_EVENTS =
  "Of each population the events whose leaf (a column of the CSV), read as a number and XORed with the SHA-256 of the seed, is lowest, in that order. Anybody with the population can draw it again.";

export function fromEvents({ order, evidence, seed, persons, listed, folder }: SourceOrder): PeriodSource {
  const seals = evidence.seals.map(({ body }) => body);
  const [populations, sampler] = [createPopulationWriter(folder), new Sampler(seed, order.sampleSize)];
  const total = seals.reduce((sum, { leafCount }) => sum + leafCount, 0);
  const examination = {
    ...{ store: order.store, persons, namesAreKnown: order.names !== null },
    threads: order.threads ?? threadsFor(total),
    sample: { seed, size: order.sampleSize },
    wantsOutcomes: order.accessLog !== null,
    wantsLines: true,
    people: order.people && listed && { list: order.people, listed },
  };
  return {
    async *parts() {
      for await (const examined of examineHours(examination, seals, populations.write)) {
        for (const { drawn } of examined.hours) sampler.join(drawn);
        yield examined;
      }
    },
    drawn: () => sampler.drawn(),
    sampling: FROM_EVENTS,
    finish() {
      const written = populations.close();
      const pathOf = (name: PopulationName, kind: Kind) => `populations/${name}.${kind}`;
      const model = (name: PopulationName, kind: Kind): FileModel => {
        const { bytes, sha256 } = written[name][kind];
        return { path: pathOf(name, kind), bytes, sha256 };
      };
      const files = POPULATION_NAMES.flatMap((name) => [
        { path: pathOf(name, "csv"), ...written[name].csv },
        { path: pathOf(name, "jsonl"), ...written[name].jsonl },
      ]);
      const byName = POPULATION_NAMES.map((name) => [name, { csv: model(name, "csv"), jsonl: model(name, "jsonl") }]);
      return { files, populations: Object.fromEntries(byName), populationFiles: null };
    },
  };
}

const POPULATION_FILES = "population-files.csv";

export function fromDays({ order, evidence, seed, onUnread }: SourceOrder): PeriodSource {
  const days = openExaminedDays(order.store, evidence.seals, onUnread);
  return {
    parts: days.parts,
    drawn: () => days.drawn(order.sampleSize, seed),
    sampling: OVER_DAYS,
    finish() {
      const content = days.files();
      const none = POPULATION_NAMES.map((name) => [name, { csv: null, jsonl: null }]);
      return {
        files: [{ path: POPULATION_FILES, content }],
        populations: Object.fromEntries(none),
        populationFiles: describeFile(POPULATION_FILES, content),
      };
    },
  };
}
