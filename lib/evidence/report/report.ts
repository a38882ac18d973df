/**
 * What a report says: the one source of `report.json` (canonical JSON, RFC 8785), from which every page is made. A page computes
 * nothing and leaves nothing out; docs/evidence.md explains each part.
 */
import * as z from "zod";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const hour = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}$/);
const day = z.iso.date();
const instant = z.iso.datetime({ precision: 3 });
const count = z.int().min(0);
const text = z.string();

const unreadModel = z.strictObject({
  kind: z.enum([
    "object-missing",
    "object-altered",
    "line-unreadable",
    "events-missing",
    "proof-missing",
    "day-missing",
    "day-unreadable",
  ]),
  /** The object, the hour or the event. */
  where: text,
  what: text,
});

/** `open`: somebody owes an answer. `explained`: the archive itself says why. `closed`: the archive says that it was put right. */
const state = z.enum(["open", "explained", "closed"]);

const exceptionModel = z.strictObject({
  /** `<test>#<number>`, the same in exceptions.csv. */
  id: text,
  state,
  what: text,
  /** Why it is not open, or what to ask. */
  note: text.nullable(),
  /** Hour of arrival, or of the access log's line. */
  hour: hour.nullable(),
  /** The event to look up in the populations. */
  eventId: text.nullable(),
});

const states = z.strictObject({ open: count, explained: count, closed: count });

const testModel = z.strictObject({
  id: text,
  /** What was asked of the population, its parameters said in words. */
  asks: text,
  parameters: z.record(text, z.union([z.number(), text, z.array(text)])),
  populations: z.array(text),
  /** Events, or hours, or lines, as `unit` says. */
  examined: count,
  unit: text,
  /** `nothing-to-examine`: none of what it asks about happened, which shows nothing either way. */
  result: z.enum(["passed", "exceptions", "nothing-to-examine", "not-run"]),
  /** Why it was not run. */
  notRun: text.nullable(),
  exceptions: states,
  /** The first `LISTED_EXCEPTIONS` of them, open ones first; exceptions.csv has all. */
  listed: z.array(exceptionModel),
});

const sectionModel = z.strictObject({
  criterion: text,
  title: text,
  /** What is claimed, in our words. */
  claim: text,
  /** What nobody can tell from here. */
  limits: text,
  tests: z.array(testModel),
});

const fileModel = z.strictObject({ path: text, bytes: count, sha256: hash });

const populationModel = z.strictObject({
  name: text,
  title: text,
  types: z.array(text),
  events: count,
  /** Null where the populations' files stand in the bucket, by the day: `populationFiles` lists them. */
  csv: fileModel.nullable(),
  jsonl: fileModel.nullable(),
});

const coverageModel = z.strictObject({
  hour,
  sealedAt: instant,
  sealHash: hash,
  events: count,
  /** Of `events`, those that were read for this report; where its basis is days, when the day was examined. */
  read: count,
  objects: count,
  repeats: count,
  conflicts: count,
  findings: count,
  heartbeats: count,
});

const gapModel = z.strictObject({
  producer: text,
  first: count,
  last: count,
  /** The hour after the period that had these numbers; null where no seal has them. */
  filledIn: hour.nullable(),
});

const accessLogModel = z.strictObject({
  source: text,
  /** Of the file that was given; null where the sealed events tell of the log. */
  sha256: hash.nullable(),
  /** Of the period, and those that were held against the log when they were sealed; null where a file was given. */
  hours: z.strictObject({ asked: count, joined: count }).nullable(),
  lines: count,
  unreadable: count,
  /** Lines of the period on the route that owes one outcome each. */
  owed: count,
  joined: count,
  /** Attempts that aggregated events stand for. */
  aggregated: count,
  /** Never reached the function, by status: a class of their own, and no exception. */
  refusedBefore: z.record(text, count),
  /** No event, by status. */
  unmatched: z.record(text, count),
  /** Events that name a request which the log does not have. */
  eventsWithoutLine: count,
});

const completenessModel = z.strictObject({
  /** What was asked of the archive, so that anybody can ask it again. */
  query: text,
  parameters: z.strictObject({
    from: hour,
    to: hour,
    framework: text,
    sampleSize: count,
    seed: text,
    names: z.enum(["joined", "left-out"]),
    people: z.strictObject({ sha256: hash, rows: count, matched: count }).nullable(),
    accessLog: hash.nullable(),
  }),
  codeVersion: text,
  /** That sealed the hours of the period. */
  sealedBy: z.array(text),
  seals: z.strictObject({ count, first: hash, last: hash, lastHour: hour, lastSealedAt: instant }),
  head: z.strictObject({ hour, hash, size: count, root: hash }),
  events: z.strictObject({ sealed: count, read: count, inPopulations: count }),
  producers: count,
  gaps: z.array(gapModel),
  gapCount: count,
  accessLog: accessLogModel.nullable(),
});

const accessReviewModel = z.strictObject({
  file: fileModel,
  rows: count,
  mappings: count,
  /** Mappings of which no sealed event says whose they are. */
  ownerless: count,
  /** Where owners, roles and states come from that the period itself does not tell; null where the chain begins with it. */
  before: z
    .strictObject({
      /** Every hour from here to the period was looked through. */
      since: hour,
      changes: count,
      /** In which mappings changed, and which were read. */
      hours: z.array(z.strictObject({ hour, sealHash: hash })),
      /** What could not be read of them. */
      unread: count,
    })
    .nullable(),
});

const sampleModel = z.strictObject({
  method: text,
  seed: text,
  size: count,
  /** Each has its inclusion proof in proofs.json. */
  events: z.array(
    z.strictObject({
      population: text,
      eventId: text,
      type: text,
      occurredAt: text,
      hour,
      leaf: hash,
      proven: z.boolean(),
    }),
  ),
});

const seriesModel = z.strictObject({
  /** By day of occurrence, every day of the period, and beyond it where events came late. */
  days: z.array(
    z.strictObject({
      day,
      logins: count,
      failures: count,
      grants: count,
      credentials: count,
      changes: count,
      alarms: count,
    }),
  ),
  /** By hour of the day, UTC, 0 to 23. */
  hoursOfDay: z.array(z.strictObject({ hour: count, logins: count, failures: count })),
  /** The most frequent first. */
  reasons: z.array(z.strictObject({ reason: text, events: count, attempts: count })),
  identityProviders: z.array(z.strictObject({ id: text, logins: count, failures: count })),
  roles: z.array(
    z.strictObject({
      mappingId: text,
      samlRole: text,
      iamRole: text,
      grants: count,
      persons: count,
      credentials: count,
    }),
  ),
});

export const reportModel = z.strictObject({
  kind: z.literal("report"),
  version: z.literal(1),
  framework: z.enum(["soc2"]),
  /** `days`: made from what each day's examination wrote; the events were not read again. */
  basis: z.enum(["events", "days"]),
  title: text,
  environments: z.array(text),
  period: z.strictObject({ from: hour, to: hour, start: instant, end: instant, hours: count }),
  /** False where anything could not be read: then `unread` comes first on every page. */
  complete: z.boolean(),
  unread: z.array(unreadModel),
  unreadCount: count,
  summary: z.strictObject({
    events: count,
    logins: count,
    /** Attempts, which aggregated events stand for many of. */
    failures: count,
    persons: count,
    grants: count,
    credentials: count,
    mappingChanges: count,
    prunes: count,
    guardChanges: count,
    tests: z.strictObject({ passed: count, exceptions: count, nothingToExamine: count, notRun: count }),
    exceptions: states,
  }),
  sections: z.array(sectionModel),
  populations: z.array(populationModel),
  populationFiles: fileModel.nullable(),
  series: seriesModel,
  coverage: z.array(coverageModel),
  completeness: completenessModel,
  sample: sampleModel,
  accessReview: accessReviewModel,
  exceptionsFile: fileModel,
  notCovered: z.array(z.strictObject({ what: text, why: text })),
});

export type FileModel = z.infer<typeof fileModel>;
export type Report = z.infer<typeof reportModel>;
export type Unread = z.infer<typeof unreadModel>;
export type Exception = z.infer<typeof exceptionModel>;
export type ExceptionState = z.infer<typeof state>;
export type TestResult = z.infer<typeof testModel>;
export type Section = z.infer<typeof sectionModel>;
export type Coverage = z.infer<typeof coverageModel>;
export type Gap = z.infer<typeof gapModel>;
export type AccessLogResult = z.infer<typeof accessLogModel>;
export type Series = z.infer<typeof seriesModel>;

/** More than these are counted here and listed in exceptions.csv. */
export const LISTED_EXCEPTIONS = 100;
/** More than these are counted only. */
export const LISTED_UNREAD = 1000;
export const LISTED_GAPS = 1000;
