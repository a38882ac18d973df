import {
  GetQueueAttributesCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Setting } from "./setting.ts";

const type = "AWS::SQS::Queue";

/** Properties that are attributes of the queue, and how the API calls them. */
const ATTRIBUTES: Readonly<Record<string, QueueAttributeName>> = {
  RedrivePolicy: "RedrivePolicy",
  VisibilityTimeout: "VisibilityTimeout",
  MessageRetentionPeriod: "MessageRetentionPeriod",
  SqsManagedSseEnabled: "SqsManagedSseEnabled",
};

const asText = (property: unknown) => (typeof property === "object" ? JSON.stringify(property) : String(property));

/** The order of an object's fields is nobody's promise, nor whether a number comes as text. */
function comparable(text: string | undefined): unknown {
  if (text === undefined || !text.startsWith("{")) return text;
  const fields = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return Object.fromEntries(fields.map(([name, value]) => [name, String(value)]));
}

export function queueSettings(): readonly Setting[] {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  return Object.entries(ATTRIBUTES).map(([property, attribute]) => ({
    type,
    property,
    wanted: (value) => comparable(asText(value)),
    async read(QueueUrl) {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [attribute] }),
      );
      return comparable(Attributes?.[attribute]);
    },
    async apply(QueueUrl, value) {
      await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { [attribute]: asText(value) } }));
    },
  }));
}
