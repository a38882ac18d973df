import type { Demand, Place } from "../aws-call.ts";

const arn = (service: string, { account, region }: Place, resource: string) =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

const given = (name: unknown, otherwise: (name: string) => string): string => {
  if (typeof name !== "string") throw new Error("the request names no resource");
  return name.startsWith("arn:") ? name : otherwise(name);
};

/** Each entry may go to a bus of its own. */
export function eventBridgeDemands(
  operation: string,
  input: { readonly Entries?: readonly { readonly EventBusName?: string }[] },
  place: Place,
): readonly Demand[] {
  const buses = new Set((input.Entries ?? []).map(({ EventBusName = "default" }) => EventBusName));
  return [...buses].map((bus) => ({
    action: `events:${operation}`,
    resource: given(bus, (name) => arn("events", place, `event-bus/${name}`)),
    context: {},
  }));
}

export function kmsDemands(operation: string, input: { readonly KeyId?: unknown }, place: Place): readonly Demand[] {
  const resource = given(input.KeyId, (id) => arn("kms", place, `key/${id}`));
  return [{ action: `kms:${operation}`, resource, context: {} }];
}

export function secretDemands(
  operation: string,
  input: { readonly SecretId?: unknown },
  place: Place,
): readonly Demand[] {
  const resource = given(
    input.SecretId,
    (id) => place.secrets?.get(id) ?? arn("secretsmanager", place, `secret:${id}`),
  );
  return [{ action: `secretsmanager:${operation}`, resource, context: {} }];
}

/** A log group's ARN ends in `:*`, which stands for its streams. */
export function logDemands(
  operation: string,
  input: { readonly logGroupName?: unknown },
  place: Place,
): readonly Demand[] {
  const resource = given(input.logGroupName, (name) => arn("logs", place, `log-group:${name}:*`));
  return [{ action: `logs:${operation}`, resource, context: {} }];
}

/** `https://sqs.<region>…/<account>/<name>`. */
export function queueDemands(
  operation: string,
  input: { readonly QueueUrl?: string },
  { region }: Place,
): readonly Demand[] {
  const [account = "", name = ""] = new URL(input.QueueUrl ?? "").pathname.split("/").slice(1);
  return [{ action: `sqs:${operation}`, resource: arn("sqs", { account, region }, name), context: {} }];
}
