/** GET /saml/metadata: what an identity provider is set up with. It holds nothing secret and may be cached. */
import { serviceProviderMetadata } from "../../lib/saml/service-provider-metadata.ts";
import type { Door, Handled } from "../shared/front-door.ts";
import { type Answers, createAnswers } from "../shared/http.ts";
import { loadStage } from "../shared/stage.ts";

export interface MetadataParts {
  /** The document, made once a process. */
  readonly document: string;
  readonly answers: Answers;
}

/** @throws Error where the environment or the configuration is not right: then the function does not start. */
export async function assembleMetadata(): Promise<MetadataParts> {
  const configuration = await loadStage();
  return {
    document: serviceProviderMetadata(configuration),
    answers: createAnswers(configuration.serviceProvider.baseUrl),
  };
}

async function serveMetadata({ document, answers }: MetadataParts): Promise<Handled> {
  const answer = answers.content("application/samlmetadata+xml", document, {
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
