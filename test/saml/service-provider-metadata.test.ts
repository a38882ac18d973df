import { afterAll, describe, expect, test } from "@jest/globals";
import {
  XmlBufferInputProvider,
  XmlDocument,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from "libxml2-wasm";
import { xmldsig } from "../../lib/saml/schema/xsd/xmldsig-core.ts";
import { serviceProviderMetadata } from "../../lib/saml/service-provider-metadata.ts";
import { testConfiguration, testIdentityProvider } from "../fixtures/configuration.ts";
import { certificateBase64 } from "../fixtures/keys.ts";

/** What saml-metadata-2.0-os §2.3.2 and §2.4.4 say about a service provider: the elements, their order and their number. */
const SERVICE_PROVIDER_SCHEMA = `
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:oasis:names:tc:SAML:2.0:metadata"
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#" targetNamespace="urn:oasis:names:tc:SAML:2.0:metadata"
    elementFormDefault="qualified">
  <xs:import namespace="http://www.w3.org/2000/09/xmldsig#" schemaLocation="xmldsig-core-schema.xsd"/>
  <xs:simpleType name="EntityId"><xs:restriction base="xs:anyURI"><xs:maxLength value="1024"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Use">
    <xs:restriction base="xs:string"><xs:enumeration value="signing"/><xs:enumeration value="encryption"/></xs:restriction>
  </xs:simpleType>
  <xs:complexType name="Method"><xs:attribute name="Algorithm" type="xs:anyURI" use="required"/></xs:complexType>
  <xs:complexType name="Key">
    <xs:sequence>
      <xs:element ref="ds:KeyInfo"/>
      <xs:element name="EncryptionMethod" type="Method" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence>
    <xs:attribute name="use" type="Use"/>
  </xs:complexType>
  <xs:complexType name="IndexedEndpoint">
    <xs:attribute name="Binding" type="xs:anyURI" use="required"/>
    <xs:attribute name="Location" type="xs:anyURI" use="required"/>
    <xs:attribute name="index" type="xs:unsignedShort" use="required"/>
    <xs:attribute name="isDefault" type="xs:boolean"/>
  </xs:complexType>
  <xs:complexType name="ServiceProvider">
    <xs:sequence>
      <xs:element name="KeyDescriptor" type="Key" minOccurs="0" maxOccurs="unbounded"/>
      <xs:element name="NameIDFormat" type="xs:anyURI" minOccurs="0" maxOccurs="unbounded"/>
      <xs:element name="AssertionConsumerService" type="IndexedEndpoint" maxOccurs="unbounded"/>
    </xs:sequence>
    <xs:attribute name="protocolSupportEnumeration" use="required" fixed="urn:oasis:names:tc:SAML:2.0:protocol"/>
    <xs:attribute name="AuthnRequestsSigned" type="xs:boolean"/>
    <xs:attribute name="WantAssertionsSigned" type="xs:boolean"/>
  </xs:complexType>
  <xs:element name="EntityDescriptor">
    <xs:complexType>
      <xs:sequence><xs:element name="SPSSODescriptor" type="ServiceProvider"/></xs:sequence>
      <xs:attribute name="entityID" type="EntityId" use="required"/>
    </xs:complexType>
  </xs:element>
</xs:schema>`;

function compileSchema(): XsdValidator {
  const buffers = { "xmldsig-core-schema.xsd": new TextEncoder().encode(xmldsig) };
  xmlRegisterInputProvider(new XmlBufferInputProvider(buffers));
  using document = XmlDocument.fromString(SERVICE_PROVIDER_SCHEMA.trim(), { url: "service-provider.xsd" });
  const validator = XsdValidator.fromDoc(document);
  xmlCleanupInputProvider();
  return validator;
}

const schema = compileSchema();
afterAll(() => schema.dispose());

const namespaces = { md: "urn:oasis:names:tc:SAML:2.0:metadata", ds: "http://www.w3.org/2000/09/xmldsig#" };

/** The text of everything libxml2 finds at an XPath, in document order; the document was found valid. */
function read(xml: string, path: string): readonly string[] {
  using document = XmlDocument.fromString(xml);
  schema.validate(document);
  return document.find(path, namespaces).map((node) => node.content);
}

const keys = (use: string) => `//md:KeyDescriptor[@use='${use}']`;

describe("service provider metadata", () => {
  const configuration = testConfiguration();
  const xml = serviceProviderMetadata(configuration);

  test.each([
    ["/md:EntityDescriptor/@entityID", [configuration.serviceProvider.entityId]],
    ["//md:SPSSODescriptor/@protocolSupportEnumeration", ["urn:oasis:names:tc:SAML:2.0:protocol"]],
    ["//md:SPSSODescriptor/@WantAssertionsSigned", ["true"]],
    ["//md:NameIDFormat", [configuration.serviceProvider.nameIdFormat]],
    ["//md:AssertionConsumerService/@Binding", ["urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"]],
    ["//md:AssertionConsumerService/@Location", [configuration.serviceProvider.acsUrl]],
    ["//md:AssertionConsumerService/@index", ["0"]],
    ["//md:AssertionConsumerService/@isDefault", ["true"]],
  ])("is valid and says %s = %j", (path, expected) => {
    expect(read(xml, path)).toEqual(expected);
  });

  test("holds the signing certificate, and both decryption certificates during a rollover", () => {
    expect(read(xml, `${keys("signing")}//ds:X509Certificate`)).toEqual([certificateBase64("service-signing")]);
    expect(read(xml, `${keys("encryption")}//ds:X509Certificate`)).toEqual([
      certificateBase64("service-decryption"),
      certificateBase64("service-decryption-next"),
    ]);
  });

  test("asks for AES-GCM with each decryption certificate, and never offers AES-CBC", () => {
    const algorithms = read(xml, `${keys("encryption")}/md:EncryptionMethod/@Algorithm`);
    expect(algorithms).toHaveLength(8);
    expect(algorithms.filter((algorithm) => algorithm.endsWith("aes256-gcm"))).toHaveLength(2);
    expect(algorithms.filter((algorithm) => algorithm.includes("cbc"))).toEqual([]);
    expect(read(xml, `${keys("signing")}/md:EncryptionMethod`)).toEqual([]);
  });

  test("has no keys where there are none", () => {
    const serviceProvider = { ...configuration.serviceProvider, signingCertificate: null, decryptionCertificates: [] };
    expect(read(serviceProviderMetadata({ ...configuration, serviceProvider }), "//md:KeyDescriptor")).toEqual([]);
  });

  test("escapes what the configuration says", () => {
    const serviceProvider = { ...configuration.serviceProvider, entityId: `urn:sp?a=1&b="<c>"` };
    const escaped = serviceProviderMetadata({ ...configuration, serviceProvider });
    expect(read(escaped, "/md:EntityDescriptor/@entityID")).toEqual([`urn:sp?a=1&b="<c>"`]);
  });
});

test.each([
  [[true, true], "true"],
  [[true, false], "false"],
  [[false, false], "false"],
])("where providers want signed requests as in %j, AuthnRequestsSigned is %s", (wants, expected) => {
  const identityProviders = wants.map((wantAuthnRequestsSigned) =>
    testIdentityProvider("acme", { wantAuthnRequestsSigned }),
  );
  const xml = serviceProviderMetadata(testConfiguration({ identityProviders }));
  expect(read(xml, "//md:SPSSODescriptor/@AuthnRequestsSigned")).toEqual([expected]);
});

test("signed assertions are not asked for where every provider is to sign the response", () => {
  const xml = serviceProviderMetadata(
    testConfiguration({ identityProviders: [testIdentityProvider("acme", { wantSigned: "response" })] }),
  );
  expect(read(xml, "//md:SPSSODescriptor/@WantAssertionsSigned")).toEqual(["false"]);
});
