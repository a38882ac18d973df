import type { Demand } from "../aws-call.ts";

function tagsOf(form: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let number = 1; form.has(`Tags.member.${number}.Key`); number += 1) {
    tags[form.get(`Tags.member.${number}.Key`) ?? ""] = form.get(`Tags.member.${number}.Value`) ?? "";
  }
  return tags;
}

function membersOf(form: URLSearchParams, list: string): readonly string[] {
  const members: string[] = [];
  for (let number = 1; form.has(`${list}.member.${number}`); number += 1) {
    members.push(form.get(`${list}.member.${number}`) ?? "");
  }
  return members;
}

/** Who names a source identity or tags a session needs an action more for each, on the same role. */
export function stsDemands(form: URLSearchParams): readonly Demand[] {
  const operation = form.get("Action") ?? "";
  if (operation === "GetCallerIdentity") return [];
  const resource = form.get("RoleArn");
  if (resource === null) throw new Error(`sts:${operation} names no role`);
  const tags = tagsOf(form);
  const transitive = membersOf(form, "TransitiveTagKeys");
  const context = {
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(form.has("SourceIdentity") && { "sts:SourceIdentity": form.get("SourceIdentity") ?? "" }),
    ...(Object.keys(tags).length > 0 && { "aws:TagKeys": Object.keys(tags) }),
    ...(transitive.length > 0 && { "sts:TransitiveTagKeys": transitive }),
    "sts:RoleSessionName": form.get("RoleSessionName") ?? "",
  };
  const actions = [
    `sts:${operation}`,
    ...(form.has("SourceIdentity") ? ["sts:SetSourceIdentity"] : []),
    ...(Object.keys(tags).length > 0 ? ["sts:TagSession"] : []),
  ];
  return actions.map((action) => ({ action, resource, context }));
}
