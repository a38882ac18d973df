/** IAM's inline policies of roles: PutRolePolicy, GetRolePolicy, ListRolePolicies, DeleteRolePolicy. A role's policies are one file. */
import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import * as z from "zod";
import { hasCode } from "../../../lib/files/has-code.ts";
import type { AtomicFiles } from "../../files/atomic-files.ts";
import { AwsError } from "../aws-error.ts";
import type { QueryCall, QueryService } from "../query-service.ts";

const NAME = /^[\w+=,.@-]+$/;

/** All inline policies of a role together, in characters without white space. */
const MAXIMUM_CHARACTERS = 10_240;

type Policies = Readonly<Record<string, string>>;

function nameOf({ parameters }: QueryCall, parameter: string, maximum: number): string {
  const name = parameters.get(parameter) ?? "";
  if (NAME.test(name) && name.length <= maximum) return name;
  throw new AwsError("ValidationError", `The specified value for ${parameter} is invalid.`);
}

function missing(what: string): AwsError {
  return new AwsError("NoSuchEntity", `The ${what} cannot be found.`, 404);
}

export interface IamOptions {
  readonly directory: string;
  readonly files: AtomicFiles;
  /** Told of each call that changed something, with its parameters as CloudTrail writes them. */
  readonly onChanged: (call: string, parameters: object, request: IncomingMessage) => void;
}

export function iam({ directory, files, onChanged }: IamOptions): QueryService {
  const fileOf = (role: string) => join(directory, `${role}.json`);

  /** As the roles that the pipeline may lend, so are those that are there. */
  function roleOf(call: QueryCall): string {
    const role = nameOf(call, "RoleName", 64);
    if (!role.startsWith("samltrail-")) throw missing(`role with name ${role}`);
    return role;
  }

  async function read(role: string): Promise<Policies> {
    try {
      return z.record(z.string(), z.string()).parse(JSON.parse(await readFile(fileOf(role), "utf8")));
    } catch (error) {
      if (hasCode(error, "ENOENT")) return {};
      throw error;
    }
  }

  return {
    scope: "iam",
    name: "IAM",
    namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    operations: {
      async PutRolePolicy(call) {
        const role = roleOf(call);
        const name = nameOf(call, "PolicyName", 128);
        const document = call.parameters.get("PolicyDocument") ?? "";
        try {
          JSON.parse(document);
        } catch {
          throw new AwsError("MalformedPolicyDocument", "This policy contains invalid Json");
        }
        const policies = { ...(await read(role)), [name]: document };
        if (Object.values(policies).join("").replace(/\s/g, "").length > MAXIMUM_CHARACTERS) {
          const message = `Maximum policy size of ${MAXIMUM_CHARACTERS} bytes exceeded for role ${role}`;
          throw new AwsError("LimitExceeded", message, 409);
        }
        await files.replace(fileOf(role), JSON.stringify(policies));
        onChanged("PutRolePolicy", { roleName: role, policyName: name, policyDocument: document }, call.request);
        return [];
      },
      async GetRolePolicy(call) {
        const role = roleOf(call);
        const name = nameOf(call, "PolicyName", 128);
        const document = (await read(role))[name];
        if (document === undefined) throw missing(`role policy with name ${name}`);
        return [
          ["RoleName", role],
          ["PolicyName", name],
          ["PolicyDocument", encodeURIComponent(document)],
        ];
      },
      async ListRolePolicies(call) {
        const names = Object.keys(await read(roleOf(call))).sort();
        return [
          ["PolicyNames", names.map((name) => ["member", name] as const)],
          ["IsTruncated", false],
        ];
      },
      async DeleteRolePolicy(call) {
        const role = roleOf(call);
        const name = nameOf(call, "PolicyName", 128);
        const { [name]: gone, ...rest } = await read(role);
        if (gone === undefined) throw missing(`role policy with name ${name}`);
        await files.replace(fileOf(role), JSON.stringify(rest));
        onChanged("DeleteRolePolicy", { roleName: role, policyName: name }, call.request);
        return [];
      },
    },
  };
}
