import { describe, expect, test } from "@jest/globals";
import { Template } from "aws-cdk-lib/assertions";
import { appOf, resourcesOf } from "./helpers/synthesize.ts";

const NAME = "sign-in.sp.test";
const CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/0f0e0d0c-0b0a-4908-8706-050403020100";
const stage = (domain: string, baseUrl = `https://${NAME}`) =>
  `baseUrl: ${baseUrl}\ndeployment: { domain: { ${domain} } }\n`;

async function domainOf(settings: string): Promise<Template> {
  const { domain } = await appOf(settings);
  if (!domain) throw new Error("there is no stack for the domain");
  return Template.fromStack(domain);
}

describe("a domain of one's own", () => {
  test("leads to the API, over TLS 1.2 at least", async () => {
    const template = await domainOf(stage(`name: ${NAME}, certificate: "${CERTIFICATE}"`));
    const [domain] = [...resourcesOf(template, "AWS::ApiGatewayV2::DomainName").values()];
    expect(domain?.Properties).toMatchObject({
      DomainName: NAME,
      DomainNameConfigurations: [{ CertificateArn: CERTIFICATE, SecurityPolicy: "TLS_1_2" }],
    });
    expect(resourcesOf(template, "AWS::ApiGatewayV2::ApiMapping").size).toBe(1);
    expect(resourcesOf(template, "AWS::Route53::RecordSet").size).toBe(0);
  });

  test("has its records for IPv4 and IPv6 where the zone is given", async () => {
    const zone = "hostedZone: { id: Z0123456789ABCDEFGHIJ }";
    const template = await domainOf(stage(`name: ${NAME}, certificate: "${CERTIFICATE}", ${zone}`));
    const records = [...resourcesOf(template, "AWS::Route53::RecordSet").values()];
    expect(records.map(({ Properties }) => [Properties.Name, Properties.Type])).toEqual([
      [NAME, "A"],
      [NAME, "AAAA"],
    ]);
  });

  test("is not there where the stage names none", async () => {
    expect((await appOf()).domain).toBeUndefined();
  });

  test("stops the synthesis without a certificate, saying where and which", async () => {
    await expect(domainOf(stage(`name: ${NAME}`))).rejects.toThrow(
      `deployment.domain: expected certificate too: ask ACM for one for ${NAME}, in the region of the deployment, and name its ARN`,
    );
  });

  test("stops the synthesis where people would be told another address", async () => {
    await expect(
      domainOf(stage(`name: ${NAME}, certificate: "${CERTIFICATE}"`, "https://elsewhere.sp.test")),
    ).rejects.toThrow(
      `baseUrl: expected https://${NAME}, the name of deployment.domain, found "https://elsewhere.sp.test"`,
    );
  });
});
