/** GET /saml/metadata: what an identity provider is set up with. It holds nothing secret and may be cached. */
import type { Configuration } from "../../lib/config/configuration.ts";
import { serviceProviderMetadata } from "../../lib/saml/service-provider-metadata.ts";
import { environment } from "../shared/environment.ts";
import type { Door, Handled } from "../shared/front-door.ts";
import { type Answers, createAnswers } from "../shared/http.ts";
import { openTrustedStage, type TrustedStage } from "../shared/trusted-stage.ts";

export interface MetadataParts {
  readonly configuration: Configuration;
  readonly answers: Answers;
}

/** @throws Error where the environment or the configuration is not right: then the function does not start. */
export async function assembleMetadata(): Promise<MetadataParts & { readonly stage: TrustedStage }> {
  const { TRUST_TABLE } = environment("TRUST_TABLE");
  const now = new Date();
  const options = { own: ["signing", "decryption"], outdatedMetadata: true } as const;
  const stage = await openTrustedStage(TRUST_TABLE, options, now);
  const configuration = await stage.current(now);
  return { configuration, stage, answers: createAnswers(configuration.serviceProvider.baseUrl) };
}

async function serveMetadata({ configuration, answers }: MetadataParts): Promise<Handled> {
  const answer = answers.content("application/samlmetadata+xml", serviceProviderMetadata(configuration), {
    headers: { "cache-control": "public, max-age=3600" },
  });
  return { answer, outcome: "metadata-served" };
}

export const metadataDoor: Door<MetadataParts> = {
  name: "metadata",
  unavailable: {
    title: "The metadata is not available right now",
    words: "The metadata could not be made.",
  },
  serve: serveMetadata,
};
