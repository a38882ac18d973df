/**
 * What events have in common, so that what waits in an item is little more than what sets it apart (RFC 1951 §2, a preset
 * dictionary as zlib takes it). It only has to be alike: an event that looks different is packed a little worse.
 *
 * Items that wait were packed with it, so it never changes: a better one is another entry, and a new number.
 */
const METADATA =
  '"version":1,"occurredAt":"2026-01-01T00:00:00.000Z","correlationId":"01M","attemptId":"01M","environment":"production","producer":{"id":"01M","sequence":1}},"data":{';

const PROVIDER = '"identityProvider":{"id":"okta","entityId":"http://www.okta.com/exk","certificateFingerprint":"';

const CLIENT = '},"client":{"ip":"address:k1:","userAgent":"user-agent:k1:","requestId":"="},';

const STEPS = [
  "read-form",
  "inspect-xml",
  "validate-schema",
  "check-status",
  "select-identity-provider",
  "decrypt-assertion",
  "verify-with-libxml2",
  "verify-with-samlify",
  "compare-readings",
  "check-response",
  "check-subject-confirmation",
  "check-conditions",
  "check-authn-statement",
  "match-request",
  "read-identity",
  "resolve-roles",
  "record-login",
]
  .map((name) => `{"name":"${name}","ms":0.`)
  .join("},");

const FIRST = [
  "urn:oasis:names:tc:SAML:2.0:ac:classes:Password urn:oasis:names:tc:SAML:2.0:ac:classes:X509",
  "urn:federation:authentication:windows https://sts.windows.net/ https://accounts.google.com/o/saml2?idpid=",
  '"signedElement":"response","signedElement":"both","initiatedBy":"service-provider","userAgent":null',
  `{"metadata":{"id":"01M","type":"Session Ended",${METADATA}"subject":"subject:k1:`,
  `{"metadata":{"id":"01M","type":"Login Failed",${METADATA}"step":"resolve-roles","reason":"no-role","detail":{"problem":"`,
  '","found":null,"expected":"","remedy":"',
  `"},${PROVIDER}"},"claimed":{"issuerHash":"","assertionIdHash":"`,
  `"${CLIENT}"steps":[],"count":1,"withheld":null}}`,
  `[{"metadata":{"id":"01M","type":"Login Succeeded",${METADATA}"subject":"subject:k1:",${PROVIDER}"},"assertion":{"idHash":"`,
  '","authnInstant":"2026-01-01T00:00:00.000Z",',
  '"authnContext":"urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport","notOnOrAfter":"2026-01-01T00:05:00.000Z",',
  '"signedElement":"assertion","signatureAlgorithm":"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"},',
  `"initiatedBy":"identity-provider","clockSkewMs":1${CLIENT.replace("}", "")}"session":{"id":"01M","expiresAt":"2026-01-01T01:00:00.000Z"},`,
  `"steps":[${STEPS}}]}}`,
  `,{"metadata":{"id":"01M","type":"Roles Mapped",${METADATA}"subject":"subject:k1:",${PROVIDER}"},"sessionId":"01M",`,
  '"granted":[{"mappingId":"","samlRole":"","environment":"production","iamRole":"arn:aws:iam::123456789012:role/samltrail/"},',
  '{"mappingId":""}],"refused":[{"samlRole":"","reason":"no-mapping"},{"samlRole":"role-value:k1:","reason":"pruned"}]}}]',
].join("");

/** By the number that what was packed begins with. */
export const EVENT_DICTIONARIES: readonly string[] = [FIRST];
