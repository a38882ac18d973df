/** Certificates of every kind of key: strong ones from the committed fixtures, those to be refused made by openssl once. */
import { readFileSync } from "node:fs";

const FIXTURES = {
  "p-256": "curve-p256.test-only",
  "p-384": "curve-p384.test-only",
  "p-521": "curve-p521.test-only",
  "rsa-2048": "acme-rsa.test-only",
  "another rsa-2048": "acme-rsa-next.test-only",
} as const;

/** Self-signed, base64 of the DER. */
const REFUSED = {
  "rsa-1024": [
    "MIICBDCCAW2gAwIBAgIUALlXNbgJSKSyrJqrjtiIKTP9YlkwDQYJKoZIhvcNAQELBQAwFDESMBAGA1UEAwwJd2Vhay50ZXN0MB4X",
    "DTI2MTEyMTExNTQxOVoXDTM2MTExODExNTQxOVowFDESMBAGA1UEAwwJd2Vhay50ZXN0MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCB",
    "iQKBgQC9d/WB4I99JJNhloK/O1Oi8CgLxJ54XtpbLPxNNi4pqFqOvWnFTwuaf+5BaDz3QqvQvLEqTWtfA43thnLRHo48/NyJYpbH",
    "6ODydrQxvfRZwDy0dabRXpGvpV1D9PRZZ2lJgSlzp1H4cR02PexShpIBmyAijFrWFxydCBZh2nuAEwIDAQABo1MwUTAdBgNVHQ4E",
    "FgQUz6HMqQR3E5l+/ERYJpyWUWQc+EswHwYDVR0jBBgwFoAUz6HMqQR3E5l+/ERYJpyWUWQc+EswDwYDVR0TAQH/BAUwAwEB/zAN",
    "BgkqhkiG9w0BAQsFAAOBgQC3f55HHCtJd2Hq/cSuVP9oC58qU0mCru5+wWfYBbpInbszM3Di+V2OnoZ7cuF8vngsyr1vDXvhF7/Q",
    "1UTGyTbOT6Zp00etXPHAV67lN+pwEgln/6Aw2K8PzItJs7X0RjRUMCjeZcEEfNLxb8FjoAQubWmIdaB50zsZWkdjerYIWg==",
  ].join(""),
  secp256k1: [
    "MIIBfTCCASKgAwIBAgIUJUrC4h/lLqkQnVNO65Bnpxl9Ra4wCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKY3VydmUudGVzdDAeFw0y",
    "NjExMjExMTU0MTlaFw0zNjExMTgxMTU0MTlaMBUxEzARBgNVBAMMCmN1cnZlLnRlc3QwVjAQBgcqhkjOPQIBBgUrgQQACgNCAARd",
    "Vj1xXk4YchHZr2PKdAviUpU+XJVKNtsiIHEUSdGd20sB5Q/7vfhPSYQbvOibZW3+LwsxL/0G+Eyw3Xf7OJ1to1MwUTAdBgNVHQ4E",
    "FgQU4H1s3OL135UMj+7BFkw6lAVLif0wHwYDVR0jBBgwFoAU4H1s3OL135UMj+7BFkw6lAVLif0wDwYDVR0TAQH/BAUwAwEB/zAK",
    "BggqhkjOPQQDAgNJADBGAiEAhs6Mk15pLOCuWxwXvBgUyLN6aP+UR04A+i7+qwFMagcCIQCbElsiGrPAqT+ZAsOLK8dW7ywfBFDh",
    "NgFf8c9vRchhvQ==",
  ].join(""),
  ed25519: [
    "MIIBODCB66ADAgECAhQM4DaprobqpliB6PyBpQbixPNHOTAFBgMrZXAwEjEQMA4GA1UEAwwHZWQudGVzdDAeFw0yNjExMjExMTU0",
    "MTlaFw0zNjExMTgxMTU0MTlaMBIxEDAOBgNVBAMMB2VkLnRlc3QwKjAFBgMrZXADIQAaVbgW6f5iXi4pda7aebA0SvQWFFU3h6AP",
    "oBauGFM37qNTMFEwHQYDVR0OBBYEFBmZZiqG+Bi38PagpL2eHbwBp133MB8GA1UdIwQYMBaAFBmZZiqG+Bi38PagpL2eHbwBp133",
    "MA8GA1UdEwEB/wQFMAMBAf8wBQYDK2VwA0EA/DEIFP2CiWrqv/0dWESGqKPj3tCUF5NeNMmQgPwRUUjrTptZNsUgQDI5yVXRqtq5",
    "LygUlHpxqwgxm4iMFw8SCg==",
  ].join(""),
} as const;

export type KeyKind = keyof typeof FIXTURES | keyof typeof REFUSED;

export interface TestCertificate {
  readonly pem: string;
  /** The DER in base64, as XML carries it. */
  readonly base64: string;
}

export function certificate(kind: KeyKind = "p-256"): TestCertificate {
  if (kind in REFUSED) {
    const base64 = REFUSED[kind as keyof typeof REFUSED];
    return { base64, pem: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n` };
  }
  const file = new URL(
    `../../fixtures/keys/${FIXTURES[kind as keyof typeof FIXTURES]}.certificate.pem`,
    import.meta.url,
  );
  const pem = readFileSync(file, "utf8");
  return { pem, base64: pem.replace(/-----[A-Z ]+-----|\s/g, "") };
}
