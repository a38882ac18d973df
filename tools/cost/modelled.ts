/**
 * What a short measurement on a small stage cannot show, from assumptions.ts: units of tables that depend on how often the same person
 * comes, how many roles there are, and how many logins a batch has of the same seconds. Everything else is as it was measured.
 */
import { MARK_CHARACTERS, MARKED_TOGETHER_SECONDS } from "../../lib/metrics/counted-events.ts";
import {
  IDENTITIES_WRITTEN,
  KILOBYTE,
  MARKS_OVERHEAD_BYTES,
  MESSAGES_A_LOGIN,
  ROLES_OF_A_LOGIN,
  STAGE,
  SUCCEEDED,
  USES_COUNTED,
} from "./assumptions.ts";
import type { Calls } from "./usage.ts";

/** At a rate of logins a second. */
export interface Running {
  readonly rate: number;
  /** Messages of an invocation, gathered in so many seconds. */
  readonly batch: number;
  readonly windowSeconds: number;
  readonly invocations: number;
}

/** Of a login. */
interface Units {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Of which so many are of the login ledger, with its index. */
interface AllUnits extends Units {
  readonly ledger: Units;
}

/** Calls whose measured units are replaced, and what by. */
interface Modelled {
  readonly replaces: RegExp;
  readonly ofLedger?: true;
  units(running: Running): Units;
}

/** How many different roles the logins of a batch were granted, each as often as any other. */
function rolesOfBatch(logins: number, roles = STAGE.roles): number {
  return roles * (1 - (1 - 1 / roles) ** (logins * ROLES_OF_A_LOGIN));
}

/** Each mapping is read by each batch that uses it, and written once a minute at most; uses of the day while they are counted. */
function roleUsage({ rate, batch, invocations }: Running): Units {
  const distinct = rolesOfBatch(batch) * invocations;
  const writtenEachMinute = STAGE.roles / (rate * 60);
  const { aDay, unitsOfWrite } = USES_COUNTED;
  const counted = Math.min(1, (aDay * STAGE.roles) / (rate * 86_400 * ROLES_OF_A_LOGIN));
  return {
    readUnits: distinct,
    writeUnits: Math.min(distinct, writtenEachMinute) + counted * distinct * unitsOfWrite,
  };
}

/**
 * Marks lie together by the seconds in which events occurred, and each batch writes, and before that reads, those it has events of; each
 * write is charged as if the item had all of its marks. A person's first login of the day leaves a marker of its own.
 */
function metrics({ rate, batch, windowSeconds, invocations }: Running): Units {
  const places = Math.min(batch, 1 + windowSeconds / MARKED_TOGETHER_SECONDS) * invocations;
  const marks = 1 + rate * MESSAGES_A_LOGIN * MARKED_TOGETHER_SECONDS;
  const kilobytes = Math.ceil((marks * MARK_CHARACTERS + MARKS_OVERHEAD_BYTES) / KILOBYTE);
  // A provider and its certificate, known for good.
  const known = Math.min(batch, STAGE.providers) * 2 * invocations;
  return {
    // Of the sightings, half a unit each.
    readUnits: places * Math.ceil(kilobytes / 4) + (known + SUCCEEDED) / 2,
    writeUnits: places * kilobytes + SUCCEEDED,
  };
}

/** By function. */
const MODELLED: Readonly<Record<string, Modelled>> = {
  acs: {
    replaces: /UpdateItem of identities$/,
    units: () => ({
      readUnits: 0,
      writeUnits: IDENTITIES_WRITTEN.subject + IDENTITIES_WRITTEN.userAgent + IDENTITIES_WRITTEN.address,
    }),
  },
  "record-metrics": { replaces: /^DynamoDB/, ofLedger: true, units: metrics },
  "record-role-usage": { replaces: /^DynamoDB/, units: roleUsage },
};

const NONE: Units = { readUnits: 0, writeUnits: 0 };

const plus = (left: Units, right: Units): Units => ({
  readUnits: left.readUnits + right.readUnits,
  writeUnits: left.writeUnits + right.writeUnits,
});

/** Units of all calls of a function. */
export function unitsOf(
  name: string,
  calls: Readonly<Record<string, Calls>>,
  logins: number,
  running: Running,
): AllUnits {
  const modelled = MODELLED[name];
  const model = modelled?.units(running) ?? NONE;
  const sum = (which: RegExp) =>
    Object.entries(calls)
      .filter(([call]) => which.test(call) && !modelled?.replaces.test(call))
      .reduce((all, [, each]) => plus(all, each), NONE);
  const a = ({ readUnits, writeUnits }: Units): Units => ({
    readUnits: readUnits / logins,
    writeUnits: writeUnits / logins,
  });
  return {
    ...plus(a(sum(/./)), model),
    ledger: plus(a(sum(/ of login-ledger$/)), modelled?.ofLedger ? model : NONE),
  };
}
