import { CfnApiMapping, CfnDomainName } from "aws-cdk-lib/aws-apigatewayv2";
import { CfnRecordSet } from "aws-cdk-lib/aws-route53";
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { Domain } from "./stage.ts";

export interface DomainStackProps extends StackProps {
  readonly domain: Domain;
  readonly apiId: string;
}

/** The name that people reach the API by: TLS 1.2 at least, and a record for IPv4 and IPv6 where its zone is given. */
export class DomainStack extends Stack {
  constructor(scope: Construct, id: string, { domain, apiId, ...props }: DomainStackProps) {
    super(scope, id, props);
    const name = new CfnDomainName(this, "domain", {
      domainName: domain.name,
      domainNameConfigurations: [
        {
          certificateArn: domain.certificate,
          endpointType: "REGIONAL",
          securityPolicy: "TLS_1_2",
          ipAddressType: "dualstack",
        },
      ],
    });
    new CfnApiMapping(this, "mapping", { apiId, domainName: name.ref, stage: "$default" });
    const { hostedZone } = domain;
    if (hostedZone) {
      for (const type of ["A", "AAAA"] as const) {
        new CfnRecordSet(this, type.toLowerCase(), {
          hostedZoneId: hostedZone.id,
          name: domain.name,
          type,
          aliasTarget: { dnsName: name.attrRegionalDomainName, hostedZoneId: name.attrRegionalHostedZoneId },
        });
      }
    }
    new CfnOutput(this, "DomainTarget", {
      value: name.attrRegionalDomainName,
      description: "where a record of your own points to",
    });
  }
}
