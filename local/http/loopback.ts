/** HTTP servers that only this machine can reach. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { hasCode } from "../../lib/files/has-code.ts";

export type LoopbackAddress = "127.0.0.1" | "127.0.0.2" | "::1";

export interface Listener {
  readonly port: number;
  /** Stops accepting, lets requests under way finish, then closes. */
  close(): Promise<void>;
}

/** How long a client may keep a connection busy before closing takes it away. */
const CLOSING_GRACE_MS = 10_000;

function listen(server: Server, port: number, address: LoopbackAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: address, ipv6Only: address === "::1" }, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // Connections that were busy when close() was called turn idle later and would be kept alive.
    const sweep = setInterval(() => server.closeIdleConnections(), 25);
    const force = setTimeout(() => server.closeAllConnections(), CLOSING_GRACE_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(force);
      resolve();
    });
  });
}

async function listenOnAll(handler: RequestListener, wanted: number, addresses: readonly LoopbackAddress[]) {
  const servers: Server[] = [];
  let port = wanted;
  try {
    for (const address of addresses) {
      const server = createServer(handler);
      try {
        port = await listen(server, port, address);
        servers.push(server);
      } catch (error) {
        // A machine without IPv6 has no ::1, and then nobody can be lured there either.
        if (address === "::1" && hasCode(error, "EADDRNOTAVAIL", "EAFNOSUPPORT")) continue;
        throw error;
      }
    }
    return { servers, port };
  } catch (error) {
    await Promise.all(servers.map(closeServer));
    throw error;
  }
}

/**
 * Listens on the preferred port, or on a free one where that is taken.
 * @param preferred 0 for any free port
 * @param addresses every address that the server's name may resolve to; all get the same port, so that no other process
 *   answers for one of them
 */
export async function listenOnLoopback(
  handler: RequestListener,
  preferred: number,
  addresses: readonly LoopbackAddress[] = ["127.0.0.1"],
): Promise<Listener> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { servers, port } = await listenOnAll(handler, attempt === 0 ? preferred : 0, addresses);
      return {
        port,
        async close() {
          await Promise.all(servers.map(closeServer));
        },
      };
    } catch (error) {
      if (attempt === 10 || !hasCode(error, "EADDRINUSE", "EACCES")) throw error;
    }
  }
}
