/** How SAML roles stand in the values of the role attribute: each provider has its own way. */
import type { IdentityProviderPolicy } from "../../config/schema.ts";
import { trimSpace } from "../xml/white-space.ts";

type RolePolicy = Pick<IdentityProviderPolicy, "roleFormat" | "roleDelimiter">;

/** The attribute does not carry roles as the configuration says. */
export class UnreadableRoles extends Error {
  override readonly name = "UnreadableRoles";
  /** A stable word. */
  readonly problem: "several-role-values" | "aws-role-value";
  readonly found: string;
  readonly expected: string;

  constructor(problem: UnreadableRoles["problem"], found: string, expected: string) {
    super(problem);
    this.problem = problem;
    this.found = found;
    this.expected = expected;
  }
}

const ROLE_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/[\w+=,.@/-]{1,576}$/;
const PROVIDER_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):saml-provider\/[\w._-]{1,128}$/;

/**
 * A value as AWS's own sign-in takes it (`https://aws.amazon.com/SAML/Attributes/Role`): the ARNs of a role and of a SAML
 * provider in the same account, in either order. Only the role counts here: this service is what trusts the provider.
 */
function awsRole(value: string): string | null {
  const parts = value.split(",").map(trimSpace);
  const role = parts.find((part) => ROLE_ARN.test(part));
  const provider = parts.find((part) => PROVIDER_ARN.test(part));
  if (parts.length !== 2 || role === undefined || provider === undefined) return null;
  const [, rolePartition, roleAccount] = ROLE_ARN.exec(role) ?? [];
  const [, providerPartition, providerAccount] = PROVIDER_ARN.exec(provider) ?? [];
  return rolePartition === providerPartition && roleAccount === providerAccount ? role : null;
}

/**
 * @param values of the role attribute, as the assertion has them
 * @returns each role once, in the order they came, white space around it cut
 * @throws UnreadableRoles where the values are not of the format; it names the value by its place, for it may be personal
 */
export function readRoles(values: readonly string[], { roleFormat, roleDelimiter }: RolePolicy): readonly string[] {
  const cut = roleFormat === "delimited" ? values.flatMap((value) => value.split(roleDelimiter)) : values;
  const roles = [...new Set(cut.map(trimSpace))].filter((role) => role !== "");
  if (roleFormat === "single" && roles.length > 1)
    throw new UnreadableRoles("several-role-values", `${roles.length} values`, "one value");
  if (roleFormat !== "aws") return roles;
  const read = roles.map((value, index) => {
    const role = awsRole(value);
    if (role !== null) return role;
    const place = `value ${index + 1} of ${roles.length}`;
    throw new UnreadableRoles("aws-role-value", place, "role-arn,provider-arn of one account");
  });
  return [...new Set(read)];
}
