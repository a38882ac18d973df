/** `samltrail hold`: legal holds on the archive and on who people are. */
import { parseArgs } from "node:util";
import { ulid } from "ulid";
import { ConfigurationError } from "../../lib/config/configuration-error.ts";
import { stageSchema } from "../../lib/config/schema.ts";
import { fitToSchema } from "../../lib/config/schema-faults.ts";
import { readYaml } from "../../lib/config/yaml-source.ts";
import { printable } from "../../lib/events/printable.ts";
import { type Day, dayOf, hoursBetween } from "../../lib/evidence/hours.ts";
import { type HoldResult, setLegalHold } from "../../lib/evidence/legal-hold.ts";
import { dropHold, type Hold, keepHold, standingHolds } from "../../lib/identity/holds.ts";
import { postponeExpiry } from "../../lib/identity/postpone-expiry.ts";
import { type Command, type Surroundings, UsageError } from "../command.ts";
import { createProgress } from "../export/progress.ts";
import { theStageFile, whoIsThere } from "../roles/parts.ts";
import { enterStack, STACK_OPTIONS, STACK_USAGE } from "../stack.ts";
import { assembleHolds, type HoldParts } from "./hold-parts.ts";

const usage = `usage: samltrail hold place <stage file> --from <day> --to <day> --reason <text> [--by <name>]
       samltrail hold release <stage file> --id <hold> --reason <text> [--by <name>]
       samltrail hold list <stage file>

While a hold stands nobody is erased (samltrail erase), no name or address expires, and S3 keeps what arrived on those days, whatever
its lifecycle says. Each change is recorded as Legal Hold Changed. To finish what was interrupted, give the same command again.

  --from, --to <day>  days of arrival, UTC, such as 2026-08-03, both included; the last one must be over
  --id <hold>         as hold list shows it
  --reason <text>     for the record
  --by <name>         who; by default whom AWS knows you as, and on this machine's own stack your user name

${STACK_USAGE}`;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const daysOf = ({ from, to }: Pick<Hold, "from" | "to">): readonly Day[] => [
  ...new Set(hoursBetween(`${from}T00`, `${to}T23`).map(dayOf)),
];

function readPeriod(from = "", to = "", now: Date): Pick<Hold, "from" | "to"> {
  const isDay = (day: string) => DAY.test(day) && !Number.isNaN(Date.parse(day));
  if (!isDay(from) || !isDay(to)) throw new UsageError("expected --from and --to: days such as 2026-08-03");
  if (from > to) throw new UsageError(`the period ends (${to}) before it begins (${from})`);
  if (to >= now.toISOString().slice(0, 10)) throw new UsageError(`expected a last day that is over, found ${to}`);
  return { from, to };
}

function readReason(reason = ""): string {
  if (reason.trim() !== "" && reason.length <= 512) return reason;
  throw new UsageError("--reason: expected 1 to 512 characters, for the record");
}

interface Order {
  readonly parts: HoldParts;
  readonly reason: string;
  readonly by: string;
}

function report({ failed }: HoldResult, what: string, { error }: Surroundings): number {
  if (failed.length === 0) return 0;
  for (const { key, code } of failed.slice(0, 20)) error(`  ${code}  ${key}`);
  error(
    `${failed.length} objects are not ${what}: give the command again, with credentials that may s3:PutObjectLegalHold`,
  );
  return 1;
}

async function place(order: Order, period: Pick<Hold, "from" | "to">, surroundings: Surroundings): Promise<number> {
  const { parts, reason, by } = order;
  const { out, error, now } = surroundings;
  const { table, s3, bucket } = parts;
  const same = (hold: Hold) => hold.from === period.from && hold.to === period.to && hold.reason === reason;
  const known = (await standingHolds(table)).find(same);
  const hold: Hold = known ?? { id: ulid(now.getTime()), ...period, reason, by, placedAt: now.toISOString() };
  // From here on nobody is erased: the objects take their time.
  if (!known) await keepHold(table, hold);
  const postponed = await postponeExpiry(table, now);
  const held = await setLegalHold(s3, bucket, daysOf(hold), true, createProgress(error, "days"));
  await parts.record(hold, { action: "placed", objects: held.objects, by, why: reason });
  out(`${known ? "the hold stands already, and was placed again" : "placed"}: ${hold.id}`);
  out(
    `  ${held.objects} objects of ${hold.from} to ${hold.to} are held; ${postponed} identities that would soon expire stay`,
  );
  return report(held, "held", surroundings);
}

async function release({ parts, reason, by }: Order, id: string, surroundings: Surroundings): Promise<number> {
  const { out, error } = surroundings;
  const { table, s3, bucket } = parts;
  const holds = await standingHolds(table);
  const hold = holds.find((each) => each.id === id);
  if (!hold) {
    error(`there is no hold ${printable(id, 40)}; samltrail hold list shows those that stand`);
    return 1;
  }
  const others = new Set(holds.filter((each) => each !== hold).flatMap(daysOf));
  const days = daysOf(hold).filter((day) => !others.has(day));
  const freed = await setLegalHold(s3, bucket, days, false, createProgress(error, "days"));
  const code = report(freed, "released", surroundings);
  // What is half released stands, so that somebody finishes it.
  if (code !== 0) return code;
  await dropHold(table, id);
  await parts.record(hold, { action: "released", objects: freed.objects, by, why: reason });
  out(
    `released: ${id}, ${freed.objects} objects${days.length < daysOf(hold).length ? "; another hold keeps the rest" : ""}`,
  );
  return 0;
}

async function list({ table }: HoldParts, { out }: Surroundings): Promise<number> {
  const holds = await standingHolds(table);
  if (holds.length === 0) out("no hold stands");
  for (const { id, from, to, placedAt, by, reason } of holds) {
    out(`${id}  ${from} to ${to}  placed ${placedAt.slice(0, 10)} by ${printable(by, 120)}: ${printable(reason, 512)}`);
  }
  return 0;
}

export const holdCommand: Command = {
  usage,
  async run(args, surroundings) {
    const text = { type: "string" } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...STACK_OPTIONS, from: text, to: text, id: text, reason: text, by: text },
    });
    const [action = "", ...files] = positionals;
    if (!["place", "release", "list"].includes(action)) throw new UsageError("expected place, release or list");
    const { now, error } = surroundings;
    const file = theStageFile(files);
    const period = action === "place" ? readPeriod(values.from, values.to, now) : null;
    const reason = action === "list" ? "" : readReason(values.reason);
    if (action === "release" && values.id === undefined) throw new UsageError("expected --id, as hold list shows it");
    try {
      const { environment } = fitToSchema(readYaml(file, "the stage file"), stageSchema);
      const leave = await enterStack(values);
      try {
        const parts = assembleHolds(environment, now);
        try {
          if (action === "list") return await list(parts, surroundings);
          const order = { parts, reason, by: (values.by ?? (await whoIsThere(values))).slice(0, 256) };
          return await (period ? place(order, period, surroundings) : release(order, values.id ?? "", surroundings));
        } finally {
          parts.close();
        }
      } finally {
        leave();
      }
    } catch (failure) {
      if (!(failure instanceof ConfigurationError)) throw failure;
      error(failure.message);
      return 1;
    }
  },
};
