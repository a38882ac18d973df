/** `samltrail erase`: removes who a person is from the identities; the archive stays as it is. */
import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import { ConfigurationError } from "../../lib/config/configuration-error.ts";
import { type StageFile, stageSchema } from "../../lib/config/schema.ts";
import { fitToSchema } from "../../lib/config/schema-faults.ts";
import { readYaml } from "../../lib/config/yaml-source.ts";
import { MAXIMUM_SUBJECTS } from "../../lib/events/person-erased.ts";
import { printable } from "../../lib/events/printable.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import type { EvidenceStore } from "../../lib/evidence/evidence-store.ts";
import { type Day, dayOf, hourOf, hoursBetween, hoursLater } from "../../lib/evidence/hours.ts";
import { s3EvidenceStore } from "../../lib/evidence/s3-evidence-store.ts";
import { createSealReader, readChain } from "../../lib/evidence/seal-reader.ts";
import { type FoundSubject, findSubjects } from "../../lib/identity/find-subjects.ts";
import { type IdentitiesTable, standingHolds } from "../../lib/identity/holds.ts";
import { linkedPseudonyms } from "../../lib/identity/linked-pseudonyms.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { type Command, type Surroundings, UsageError } from "../command.ts";
import { createProgress } from "../export/progress.ts";
import { theStageFile, whoIsThere } from "../roles/parts.ts";
import { enterStack, STACK_OPTIONS, STACK_USAGE, type StackChoice, stackResources } from "../stack.ts";
import { askAtTerminal } from "./ask.ts";
import { type Erasure, erasePerson, planErasure } from "./erase-person.ts";

const usage = `usage: samltrail erase <stage file> --person <name or pseudonym> --why <text> [--yes] [--by <name>]

Removes who a person is: their name, and the addresses, user agents and other values that the archive ties to them and to nobody
else, from the identities table. The archive is not touched: events hold pseudonyms, and every seal and package verifies as before.
A Person Erased event records it, without the name. Where a legal hold stands nobody is erased (samltrail hold list).

  --person <who>   a pseudonym as events have it (subject:k1:…), what identifies them at their provider (such as their address),
                   or the name that pages greet them with
  --why <text>     the reason, for the record
  --yes            do it without asking
  --by <name>      who; by default whom AWS knows you as, and on this machine's own stack your user name

The name is in the table's backups for up to 35 days more, in reports that were made with names, and comes back with the next login.

${STACK_USAGE}`;

interface Asked {
  readonly choice: StackChoice;
  readonly stage: StageFile;
  readonly person: string;
  readonly why: string;
  readonly by: string | undefined;
  readonly yes: boolean;
}

const show = ({ pseudonym, value, displayName }: FoundSubject): string =>
  `  ${pseudonym}  ${printable(value, 120)}${displayName === null ? "" : `  (${printable(displayName, 80)})`}`;

/** One person, or a reason why it can't be told who is meant. */
async function theirSubjects(table: IdentitiesTable, person: string, error: Surroundings["error"]) {
  const found = await findSubjects(table, person);
  if (found.length === 0) {
    error(
      `nobody is known as ${printable(person, 120)}: look the pseudonym up in an event, or the person was erased before`,
    );
    return null;
  }
  if (new Set(found.map(({ value }) => value.toLowerCase())).size > 1) {
    error(`${found.length} people go by that name; say which one, by pseudonym or by what identifies them:`);
    for (const each of found) error(show(each));
    return null;
  }
  if (found.length <= MAXIMUM_SUBJECTS) return found;
  error(`${found.length} entries are too many for one person: erase them by their pseudonyms`);
  return null;
}

function summarize({ counts, shared, entries }: Erasure, { out }: Surroundings): void {
  const parts = Object.entries(counts).map(([kind, count]) => `${count} × ${kind}`);
  out(`to be removed: ${entries.length} ${entries.length === 1 ? "entry" : "entries"} (${parts.join(", ")})`);
  if (shared > 0) out(`to stay: ${shared} addresses or other values that other people used as well`);
}

/** As far back as an address is remembered, or the archive reaches. */
async function daysToRead(store: EvidenceStore, { retention }: StageFile, now: Date): Promise<readonly Day[]> {
  const remembered = hoursLater(hourOf(now), -24 * retention.addressDays);
  const begun = (await readChain(store, createSealReader(store)))?.body.firstHour ?? remembered;
  const [, from = begun] = [begun, remembered].sort();
  return [...new Set(hoursBetween(from, hourOf(now)).map(dayOf))];
}

async function inStack(asked: Asked, surroundings: Surroundings): Promise<number> {
  const { stage, person, choice } = asked;
  const { out, error, now } = surroundings;
  const names = stackResources("IDENTITIES_TABLE", "LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME", "EVIDENCE_BUCKET");
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings));
  const [events, s3] = [new EventBridgeClient(clientSettings), new S3Client(clientSettings)];
  try {
    const table = { client, name: names.IDENTITIES_TABLE };
    const [hold] = await standingHolds(table);
    if (hold) {
      error(`a legal hold stands (${hold.id}: ${printable(hold.reason, 200)}): nobody is erased until it is released`);
      return 1;
    }
    const found = await theirSubjects(table, person, error);
    if (!found) return 1;
    out(`${found.length === 1 ? "one entry" : `${found.length} entries`} for this person:`);
    for (const each of found) out(show(each));
    const subjects = found.map(({ pseudonym }) => pseudonym);
    const store = s3EvidenceStore(s3, names.EVIDENCE_BUCKET);
    const days = await daysToRead(store, stage, now);
    const progress = createProgress(error, "days of the archive");
    const { own, shared } = await linkedPseudonyms(store, days, new Set(subjects), progress);
    const erasure = await planErasure(table, subjects, own, shared.length);
    summarize(erasure, surroundings);
    if (!(asked.yes || (await askAtTerminal("erase this person? The archive keeps the pseudonyms only")))) {
      out("nothing was erased; --yes does it");
      return 1;
    }
    const ledger = createDynamoDbLedger(client, names.LOGIN_LEDGER_TABLE);
    const id = ulid(now.getTime());
    const left = await erasePerson(
      {
        table,
        ledger,
        publication: {
          publish: (given) => publishEvents(events, names.EVENT_BUS_NAME, given),
          ledger,
          // Recorded all the same: republish-pending sends it.
          onLeftPending: () => undefined,
        },
        origin: {
          occurredAt: now,
          correlationId: id,
          attemptId: id,
          environment: stage.environment,
          producer: createProducer(),
        },
        by: (asked.by ?? (await whoIsThere(choice))).slice(0, 256),
        why: asked.why,
      },
      erasure,
    );
    if (left.length === 0) {
      out("erased, and recorded as Person Erased");
      return 0;
    }
    error(`${left.length} entries could not be removed: give the command again, by pseudonym\n  ${left.join("\n  ")}`);
    return 1;
  } finally {
    events.destroy();
    s3.destroy();
    client.destroy();
  }
}

export const eraseCommand: Command = {
  usage,
  async run(args, surroundings) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...STACK_OPTIONS,
        person: { type: "string" },
        why: { type: "string" },
        by: { type: "string" },
        yes: { type: "boolean", default: false },
      },
    });
    const { person = "", why = "", by, yes } = values;
    if (person.trim() === "") throw new UsageError("expected --person: a pseudonym, or what the person is known as");
    if (why.trim() === "" || why.length > 512) {
      throw new UsageError("--why: expected 1 to 512 characters, for the record; leave the name out of it");
    }
    try {
      const stage = fitToSchema(readYaml(theStageFile(positionals), "the stage file"), stageSchema);
      const leave = await enterStack(values);
      try {
        return await inStack({ choice: values, stage, person, why, by, yes }, surroundings);
      } finally {
        leave();
      }
    } catch (failure) {
      if (!(failure instanceof ConfigurationError)) throw failure;
      surroundings.error(failure.message);
      return 1;
    }
  },
};
