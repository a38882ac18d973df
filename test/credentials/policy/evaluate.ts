/** A small evaluator of IAM policies, written from IAM's rules and sharing nothing with the code that it holds to account. */
import type { Conditions, PolicyDocument, Statement } from "../../../lib/credentials/policy/policy-document.ts";

export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Values of `${…}` come from the request's context; one that is missing matches nothing. */
function matches(pattern: string, text: string, { context }: AccessRequest, flags = ""): boolean {
  let source = "";
  for (const part of pattern.split(/(\$\{[^}]*\})/)) {
    const variable = /^\$\{(.*)\}$/.exec(part)?.[1];
    if (variable === undefined) {
      source += part
        .replace(/[.+^${}()|[\]\\/-]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
      continue;
    }
    const value = context[variable];
    if (value === undefined) return false;
    source += value.replace(/[.+^${}()|[\]\\/?*-]/g, "\\$&");
  }
  return new RegExp(`^${source}$`, `s${flags}`).test(text);
}

function conditionsHold(conditions: Conditions, request: AccessRequest): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const found = request.context[key];
      switch (operator) {
        case "StringEquals":
          return found !== undefined && values.includes(found);
        case "StringNotEquals":
          return found === undefined || !values.includes(found);
        case "StringLike":
          return found !== undefined && values.some((value) => matches(value, found, request));
        default:
          throw new Error(`the evaluator does not know ${operator}`);
      }
    }),
  );
}

function applies(statement: Statement, request: AccessRequest): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const inActions = (list: readonly string[]) => list.some((each) => matches(each, request.action, request, "i"));
  const inResources = (list: readonly string[]) => list.some((each) => matches(each, request.resource, request));
  return (
    (Action ? inActions(Action) : !inActions(NotAction ?? [])) &&
    (Resource ? inResources(Resource) : !inResources(NotResource ?? [])) &&
    conditionsHold(Condition, request)
  );
}

export function isAllowed({ Statement: statements }: PolicyDocument, request: AccessRequest): boolean {
  const applying = statements.filter((statement) => applies(statement, request));
  return applying.length > 0 && applying.every(({ Effect }) => Effect === "Allow");
}
