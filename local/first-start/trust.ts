/** Makes the trust material that the stage file names, before the configuration is read. */
import { join } from "node:path";
import type { AtomicFiles } from "../files/atomic-files.ts";
import { demoMetadata } from "../identity-provider/metadata.ts";
import type { KeyAndCertificate } from "./certificate.ts";
import { demoProviderKeys, makeServiceProviderKeys, type Places } from "./keys.ts";

/** The name that `config/local.yaml` gives to the demo provider's metadata. */
const DEMO_METADATA = "demo-identity-provider.xml";

/**
 * @param identityProviderUrl may differ from start to start, so the metadata is written at each
 * @returns the demo provider's key
 */
export async function prepareTrust(
  files: AtomicFiles,
  places: Places,
  identityProviderUrl: string,
): Promise<KeyAndCertificate> {
  const now = new Date();
  await makeServiceProviderKeys(files, places, now);
  const keys = await demoProviderKeys(files, places, now);
  await files.replace(join(places.trustDirectory, DEMO_METADATA), demoMetadata(identityProviderUrl, keys));
  return keys;
}
