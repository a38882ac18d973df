import { CfnRegistry, CfnSchema } from "aws-cdk-lib/aws-eventschemas";
import { Construct } from "constructs";
import { registrySchemas } from "../../lib/events/registry-schemas.ts";

export interface EventSchemasProps {
  readonly stageName: string;
}

/** The event contract in EventBridge's schema registry, where other teams find it and generate code from it. */
export class EventSchemas extends Construct {
  constructor(scope: Construct, id: string, { stageName }: EventSchemasProps) {
    super(scope, id);
    const registryName = `samltrail-${stageName}`;
    const registry = new CfnRegistry(this, "registry", { registryName, description: "samltrail: the event contract" });
    for (const { name, description, content } of registrySchemas()) {
      new CfnSchema(this, name, {
        registryName,
        schemaName: name,
        description,
        type: "JSONSchemaDraft4",
        content,
      }).addResourceDependency(registry);
    }
  }
}
