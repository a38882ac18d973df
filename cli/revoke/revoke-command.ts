/** `samltrail revoke`: ends what a person or a program holds. */
import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import { ConfigurationError } from "../../lib/config/configuration-error.ts";
import { stageSchema } from "../../lib/config/schema.ts";
import { fitToSchema } from "../../lib/config/schema-faults.ts";
import { readYaml } from "../../lib/config/yaml-source.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { createRoleMappingStore } from "../../lib/roles/role-mapping-store.ts";
import { type Command, type Surroundings, UsageError } from "../command.ts";
import { theStageFile, whoIsThere } from "../roles/parts.ts";
import { enterStack, STACK_OPTIONS, STACK_USAGE, type StackChoice, stackResources } from "../stack.ts";
import { createAccountClients } from "./account-clients.ts";
import { type RevocationResult, revoke, type Whose } from "./revoke.ts";

const usage = `usage: samltrail revoke <stage file> --subject <pseudonym> --why <text> [--role <mapping id>]... [--via <role name>] [--by <name>]
       samltrail revoke <stage file> --token <token id> --why <text> …

Ends what a person (--subject) or a program (--token) holds. First nothing more is issued: a person must sign in again, a token has
ended. Then each lent IAM role gets an inline policy that denies everything to that source identity for what was issued so far.
Then a Credentials Revoked event says so. Exit code 1 where a role could not be reached: what is printed and the event name it.

  --subject <pseudonym>  as events have it: subject:k1:…
  --token <token id>     as events and the start page have it
  --role <mapping id>    only the IAM role of this mapping; may be given several times; by default every role of the stage
  --via <role name>      a role in each account that may put policies on the lent ones; by default one's own credentials, which
                         reach the account they are of
  --why <text>           the reason, for the record
  --by <name>            who; by default whom AWS knows you as, and on this machine's own stack your user name

${STACK_USAGE}`;

function whoseOf({
  subject,
  token,
}: {
  readonly subject?: string | undefined;
  readonly token?: string | undefined;
}): Whose {
  if (subject !== undefined && token === undefined) return { subject };
  if (token !== undefined && subject === undefined) return { tokenId: token };
  throw new UsageError("expected --subject or --token");
}

interface Asked {
  readonly choice: StackChoice;
  readonly whose: Whose;
  readonly environment: string;
  readonly mappingIds: readonly string[];
  readonly via: string | null;
  readonly by: string | undefined;
  readonly why: string;
  readonly now: Date;
}

async function inStack(asked: Asked): Promise<RevocationResult> {
  const { choice, environment, mappingIds, now } = asked;
  const names = stackResources("ROLE_MAPPINGS_TABLE", "LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME");
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings));
  const events = new EventBridgeClient(clientSettings);
  const accounts = createAccountClients(asked.via);
  try {
    // Pruned and retired mappings too: what they gave may still run.
    const all = await createRoleMappingStore(client, names.ROLE_MAPPINGS_TABLE).all();
    const here = all.filter((mapping) => mapping.environment === environment);
    const unknown = mappingIds.filter((id) => !here.some((mapping) => mapping.id === id));
    if (unknown.length > 0) throw new UsageError(`there is no mapping ${unknown.join(", ")} in ${environment}`);
    const chosen = mappingIds.length === 0 ? here : here.filter(({ id }) => mappingIds.includes(id));
    const ledger = createDynamoDbLedger(client, names.LOGIN_LEDGER_TABLE);
    const id = ulid(now.getTime());
    return await revoke(
      {
        client,
        ledger,
        ledgerTable: names.LOGIN_LEDGER_TABLE,
        publication: {
          publish: (given) => publishEvents(events, names.EVENT_BUS_NAME, given),
          ledger,
          // Recorded all the same: republish-pending sends it.
          onLeftPending: () => undefined,
        },
        accounts,
        origin: { occurredAt: now, correlationId: id, attemptId: id, environment, producer: createProducer() },
        iamRoles: [...new Set(chosen.map(({ iamRole }) => iamRole))].sort(),
        by: (asked.by ?? (await whoIsThere(choice))).slice(0, 256),
        why: asked.why,
      },
      asked.whose,
    );
  } finally {
    await accounts.close();
    events.destroy();
    client.destroy();
  }
}

function report({ subject, issuedBefore, roles }: RevocationResult, { out, error }: Surroundings): number {
  out(`${subject}: what was issued before ${issuedBefore.toISOString()}`);
  for (const { iamRole, outcome, code } of roles)
    (code ? error : out)(`  ${outcome} ${iamRole}${code ? ` (${code})` : ""}`);
  const failed = roles.filter(({ outcome }) => outcome === "failed").length;
  if (failed === 0) return 0;
  error(`${failed} of ${roles.length} roles were not reached: repeat with --via, or with credentials of their account`);
  return 1;
}

export const revokeCommand: Command = {
  usage,
  async run(args, surroundings) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...STACK_OPTIONS,
        subject: { type: "string" },
        token: { type: "string" },
        role: { type: "string", multiple: true },
        via: { type: "string" },
        by: { type: "string" },
        why: { type: "string" },
      },
    });
    const { why = "", via = null, by, role = [] } = values;
    if (why.trim() === "" || why.length > 512)
      throw new UsageError("--why: expected 1 to 512 characters, for the record");
    const whose = whoseOf(values);
    const { now } = surroundings;
    try {
      // The stage file alone: a mapping file under repair must not keep anybody's credentials alive.
      const stage = fitToSchema(readYaml(theStageFile(positionals), "the stage file"), stageSchema);
      const leave = await enterStack(values);
      try {
        const { environment } = stage;
        const asked = { choice: values, whose, environment, mappingIds: role, via, by, why, now };
        return report(await inStack(asked), surroundings);
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
