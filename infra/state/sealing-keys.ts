import { Effect, PolicyStatement, StarPrincipal } from "aws-cdk-lib/aws-iam";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import { Aws, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { sealingRoleName } from "../functions/role-names.ts";

export interface SealingKeysProps {
  readonly stageName: string;
  /** In the order of their service; the last one is current. */
  readonly names: readonly string[];
}

/** The keys that sign seals. Nobody but the sealing function may sign, whatever else a role of the account allows. */
export class SealingKeys extends Construct {
  readonly keys: readonly Key[];

  constructor(scope: Construct, id: string, { stageName, names }: SealingKeysProps) {
    super(scope, id);
    const sealer = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${sealingRoleName(stageName)}`;
    this.keys = names.map((name) => {
      const key = new Key(this, name, {
        description: `samltrail ${stageName}: seals the archive (${name})`,
        keySpec: KeySpec.ECC_NIST_P256,
        keyUsage: KeyUsage.SIGN_VERIFY,
        removalPolicy: RemovalPolicy.RETAIN,
      });
      key.addToResourcePolicy(
        new PolicyStatement({
          sid: "OnlyTheSealerSigns",
          effect: Effect.DENY,
          principals: [new StarPrincipal()],
          actions: ["kms:Sign"],
          resources: ["*"],
          conditions: { ArnNotEquals: { "aws:PrincipalArn": sealer } },
        }),
      );
      return key;
    });
  }
}
