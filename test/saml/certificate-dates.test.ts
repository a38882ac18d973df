import { expect, test } from "@jest/globals";
import { certificateWarning } from "../../lib/saml/certificate-dates.ts";
import { pinnedCertificate } from "../fixtures/keys.ts";

const certificate = pinnedCertificate("acme-rsa");
const warningAt = (instant: number, fingerprint = certificate.fingerprint) =>
  certificateWarning(
    { certificates: [pinnedCertificate("acme-rsa-next"), certificate] },
    fingerprint,
    new Date(instant),
  );

const begin = certificate.notBefore.getTime();
const end = certificate.notAfter.getTime();

test.each([
  ["a millisecond before it begins", begin - 1, "certificate-not-yet-valid"],
  ["at its beginning", begin, null],
  ["at its end", end, null],
  ["a millisecond after its end", end + 1, "certificate-expired"],
])("a pinned certificate %s", (_, instant, warning) => {
  expect(warningAt(instant)).toBe(warning);
});

test("a certificate that is not the provider's is not spoken of", () => {
  expect(warningAt(end + 1, "00")).toBeNull();
});
