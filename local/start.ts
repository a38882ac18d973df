/** `npm start`: the stack on one machine, until Ctrl-C. */
import { parseArgs } from "node:util";
import { ConfigurationError } from "../lib/config/configuration-error.ts";
import { banner } from "./banner.ts";
import { StartError } from "./start-error.ts";

const HELP = `usage: npm start -- [options]

  --port <n>                    of the service provider (8700, or a free one where that is taken)
  --identity-provider-port <n>  of the demo identity provider (8701, or a free one)
  --aws-port <n>                of the AWS stand-in and the stack's own pages (8702, or a free one)
  --data <dir>                  where everything is kept (.samltrail)
  --config <file>               stage file (config/local.yaml); certificates and metadata it names: <dir>/trust
  --help                        this text
`;

interface Arguments {
  readonly help: boolean;
  readonly port: number;
  readonly identityProviderPort: number;
  readonly awsPort: number;
  readonly data: string;
  readonly config: string;
}

function readPort(name: string, value: string): number {
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port;
  throw new StartError(`--${name}: expected a port, a number up to 65535, found ${JSON.stringify(value)}`);
}

function readArguments(given: readonly string[]): Arguments {
  let values: {
    help: boolean;
    port: string;
    "identity-provider-port": string;
    "aws-port": string;
    data: string;
    config: string;
  };
  try {
    ({ values } = parseArgs({
      args: [...given],
      options: {
        help: { type: "boolean", default: false },
        port: { type: "string", default: "8700" },
        "identity-provider-port": { type: "string", default: "8701" },
        "aws-port": { type: "string", default: "8702" },
        data: { type: "string", default: ".samltrail" },
        config: { type: "string", default: "config/local.yaml" },
      },
    }));
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
  return {
    help: values.help,
    port: readPort("port", values.port),
    identityProviderPort: readPort("identity-provider-port", values["identity-provider-port"]),
    awsPort: readPort("aws-port", values["aws-port"]),
    data: values.data,
    config: values.config,
  };
}

/** Says so where a port is another than was asked for. */
function portNotes(asked: readonly (readonly [what: string, port: number, url: string])[]): string[] {
  return asked
    .filter(([, port, url]) => port !== 0 && String(port) !== new URL(url).port)
    .map(([what, port, url]) => `Note: port ${port} is taken, so ${what} answers on ${new URL(url).port}.`);
}

async function main(): Promise<void> {
  const { help, port, identityProviderPort, awsPort, data, config } = readArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  // Asked to stop while still starting: stop as soon as there is something to stop.
  const asked = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  // Loaded only now: a wrong flag is answered at once.
  const { startLocalStack } = await import("./stack.ts");
  const stack = await startLocalStack({
    dataDirectory: data,
    configFile: config,
    port,
    identityProviderPort,
    awsPort,
    log: (line) => void process.stdout.write(`${line}\n`),
  });
  const notes = portNotes([
    ["the service provider", port, stack.serviceProviderUrl],
    ["the identity provider", identityProviderPort, stack.identityProviderUrl],
    ["the AWS stand-in with the stack's pages", awsPort, stack.awsUrl],
  ]);
  process.stdout.write(`${banner({ stack, dataDirectory: data, notes })}\n`);
  await asked;
  process.stdout.write("stopping\n");
  await stack.stop();
  process.stdout.write("stopped; start again with npm start\n");
}

main().then(
  // What a function left open (a kept-alive connection, a timer) must not keep the process.
  () => process.exit(0),
  (error: unknown) => {
    const expected = error instanceof StartError || error instanceof ConfigurationError;
    process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
