import samlify from "samlify";
import { isLoopback } from "../../lib/config/web-address.ts";

const PATIENCE_MILLISECONDS = 2_000;

/**
 * The signing certificates in the service provider's metadata as it is now, in PEM; none where it cannot be read. Providers read it
 * again when the service provider rolls its key.
 */
export async function publishedCertificates(serviceProviderUrl: string): Promise<readonly string[]> {
  if (!isLoopback(new URL(serviceProviderUrl).hostname)) return [];
  try {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    const response = await fetch(`${serviceProviderUrl}/saml/metadata`, { signal });
    const { entityMeta } = samlify.ServiceProvider({ metadata: await response.text() });
    const found: unknown = entityMeta.getX509Certificate("signing");
    return [found]
      .flat()
      .filter((each) => typeof each === "string")
      .map((base64) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`);
  } catch {
    return [];
  }
}
