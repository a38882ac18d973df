/** The demo identity provider, in this process: first its address, and once the stage's file is written, its answers. */
import type { RequestListener } from "node:http";
import { loadConfiguration } from "../../lib/config/load-configuration.ts";
import { listenOnLoopback } from "../../local/http/loopback.ts";
import { identityProvider } from "../../local/identity-provider/identity-provider.ts";
import { createStackLog } from "../../local/log.ts";
import type { CleanUp } from "./clean-up.ts";
import type { StageFolder } from "./deploy/stage-folder.ts";

export interface DemoProvider {
  readonly url: string;
  open(folder: StageFolder, serviceProviderUrl: string): Promise<void>;
  /** In place of its own metadata; `null` for these again. */
  publish(metadata: string | null): void;
}

export async function startDemoProvider(cleanUp: CleanUp, log: (line: string) => void): Promise<DemoProvider> {
  let listener: RequestListener = (_request, response) => void response.writeHead(503).end();
  let published: string | null = null;
  const { port, close } = await listenOnLoopback((request, response) => {
    if (published !== null && request.url === "/metadata") response.end(published);
    else listener(request, response);
  }, 0);
  cleanUp.add("the identity provider", close);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    publish(metadata) {
      published = metadata;
    },
    async open(folder, serviceProviderUrl) {
      const { file, trust: trustDirectory, identityProviderKeys: keys } = folder;
      const { serviceProvider } = await loadConfiguration({ file, trustDirectory, baseUrl: serviceProviderUrl });
      const places = { baseUrl: url, serviceProviderUrl, keys, serviceProvider };
      listener = identityProvider({ ...places, log: createStackLog(log) });
    },
  };
}
