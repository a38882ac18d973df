/** What each function may do, as a page that a person reads; whoever changes it sees the difference in the pull request. */
import { expect, test } from "@jest/globals";
import { pipeline } from "../../infra/pipeline.ts";
import { actionsOf, type Statement, statementsOf } from "./helpers/statements.ts";
import { synthesize } from "./helpers/synthesize.ts";

/** A reference as a person would say it: the logical id without CDK's hash, an import without its export's name. */
function inWords(resource: unknown): string {
  if (typeof resource === "string") return resource;
  if (Array.isArray(resource)) return resource.map(inWords).join(", ");
  const [[kind, value]] = Object.entries(resource as Record<string, unknown>) as [[string, unknown]];
  if (kind === "Fn::Join") return (value as [string, unknown[]])[1].map(inWords).join("");
  if (kind === "Fn::GetAtt") return withoutHash(String((value as unknown[])[0]));
  if (kind === "Fn::ImportValue") return withoutHash(String(value).replace(/^.*:ExportsOutput(?:FnGetAtt|Ref)/, ""));
  return String(value)
    .replace(/^AWS::/, "")
    .toLowerCase();
}

const withoutHash = (id: string) => id.replace(/[0-9A-F]{8}.*$/, "");

function line(statement: Statement): string {
  const { Resource, Condition } = statement;
  const condition = Condition === undefined ? "" : `, if ${JSON.stringify(Condition)}`;
  return `  ${[...actionsOf(statement)].sort().join(" ")}\n    on ${inWords(Resource)}${condition}`;
}

test("each function may do this, and nothing else", async () => {
  const { stateless } = await synthesize();
  const page = pipeline.functions.map(({ name, purpose }) => {
    const lines = statementsOf(stateless, name).map(line).sort();
    return `${name}: ${purpose}\n${lines.join("\n")}`;
  });
  expect(`\n${page.join("\n\n")}\n`).toMatchSnapshot();
});
