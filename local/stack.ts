/** The whole stack on one machine, from `infra/pipeline.ts`: what `npm start`, the demo and the tests run. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type FunctionName, pipeline } from "../infra/pipeline.ts";
import type { Configuration } from "../lib/config/configuration.ts";
import { loadConfiguration } from "../lib/config/load-configuration.ts";
import { type Activity, createActivity } from "./activity.ts";
import { withAdmin } from "./admin.ts";
import { LOCAL_ACCOUNT } from "./aws/account.ts";
import { ownMetrics } from "./aws/cloudwatch/own-metrics.ts";
import type { Faults } from "./aws/faults.ts";
import { makeDoor } from "./doors.ts";
import { createEnding, type Ending } from "./ending.ts";
import { type AtomicFiles, openAtomicFiles } from "./files/atomic-files.ts";
import { lockDirectory } from "./files/directory-lock.ts";
import { applyRoleMappings } from "./first-start/role-mappings.ts";
import { prepareTrust } from "./first-start/trust.ts";
import { captureOutput } from "./functions/captured-output.ts";
import { applyEnvironment, functionEnvironment } from "./functions/environment.ts";
import { writeEnvironmentFile } from "./functions/environment-file.ts";
import { createInvoke, type Handler, type Invoke } from "./functions/invoke.ts";
import { loadHandlers } from "./functions/load-handlers.ts";
import { gateway } from "./gateway.ts";
import { identityProvider } from "./identity-provider/identity-provider.ts";
import { createStackLog, type LogSink, type StackLog } from "./log.ts";
import { localDashboards } from "./pages/local-dashboards.ts";
import { createPages } from "./pages/pages.ts";
import { openPageSources } from "./pages/sources.ts";
import { startSchedules } from "./pipeline/schedules.ts";
import { type Services, startServices } from "./services.ts";

export interface StackOptions {
  /** Everything that is kept is kept below it. */
  readonly dataDirectory: string;
  readonly configFile: string;
  /** Wanted ports; another is taken where one is not free. 0 for any. */
  readonly port: number;
  readonly identityProviderPort: number;
  /** Of the AWS stand-in and the stack's own pages; by default any. */
  readonly awsPort?: number;
  /**
   * Factor on the waiting times of `infra/pipeline.ts` (batch windows, visibility time-outs, schedules). By default a
   * sixtieth: three minutes until a retry is right for a queue and too long for a person who watches it.
   */
  readonly timeScale?: number;
  /**
   * Nothing happens by itself: schedules wait until somebody fires them (`POST /_local/schedules/<function>`), and the role
   * mappings until somebody applies them.
   */
  readonly byHand?: boolean;
  /** Gets the functions' log lines and the stack's own. */
  readonly log: LogSink;
  /** In place of `handlers/`, for tests of the stack itself. */
  readonly handlers?: ReadonlyMap<FunctionName, Handler>;
}

export interface LocalStack {
  readonly serviceProviderUrl: string;
  readonly identityProviderUrl: string;
  /** Answers for AWS but DynamoDB, and for `/_local/…`. */
  readonly awsUrl: string;
  readonly databaseUrl: string;
  readonly configuration: Configuration;
  readonly faults: Faults;
  /** Resolves when all queues are empty and nothing is in flight. */
  quiet(): Promise<void>;
  /** Stops accepting, lets what is under way finish, closes. */
  stop(): Promise<void>;
}

const DEFAULT_TIME_SCALE = 1 / 60;

/** What the parts of one start share. */
interface Start {
  readonly options: StackOptions;
  readonly timeScale: number;
  readonly dataDirectory: string;
  readonly trustDirectory: string;
  readonly configFile: string;
  readonly activity: Activity;
  readonly log: StackLog;
  readonly ending: Ending;
}

/** Loads the functions into this process, pointed at the services. */
async function startFunctions(
  started: Start,
  files: AtomicFiles,
  services: Services,
  baseUrl: string,
): Promise<Invoke> {
  const { options, configFile, trustDirectory, dataDirectory, log, ending } = started;
  const { aws, awsUrl: awsEndpoint, databaseUrl: databaseEndpoint } = services;
  const { functions } = pipeline;
  const account = LOCAL_ACCOUNT;
  const places = { configFile, trustDirectory, baseUrl, awsEndpoint, databaseEndpoint };
  const environment = functionEnvironment({ functions, account, ...places });
  ending.add("process", applyEnvironment(environment));
  ending.add("doors", await writeEnvironmentFile(files, dataDirectory, environment));
  ending.add("process", captureOutput());
  const handlers = options.handlers ?? (await loadHandlers(functions.map(({ name }) => name)));
  const recordMetrics = aws.metrics.record;
  return createInvoke({ definitions: functions, handlers, account, sink: options.log, recordMetrics, log });
}

async function start(started: Start): Promise<Omit<LocalStack, "stop">> {
  const { options, timeScale, dataDirectory, trustDirectory, configFile, activity, log, ending } = started;
  const account = LOCAL_ACCOUNT;
  // Of no concern to who runs this on a laptop; what is deployed runs on a newer Node.
  ending.add("process", applyEnvironment({ AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" }));
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  ending.add("lock", await lockDirectory(dataDirectory));
  const files = await openAtomicFiles(join(dataDirectory, "aside"));

  // The service provider answers under `localhost`, the identity provider under `127.0.0.1`: two sites, so that cookies
  // meet the cross-site POST that they meet in life.
  const frontDoor = await makeDoor(options.port, ["127.0.0.1", "::1"], ending);
  const providerDoor = await makeDoor(options.identityProviderPort, ["127.0.0.1"], ending);
  const serviceProviderUrl = `http://localhost:${frontDoor.port}`;
  const identityProviderUrl = `http://127.0.0.1:${providerDoor.port}`;

  const keys = await prepareTrust(files, { dataDirectory, trustDirectory }, identityProviderUrl);
  const stage = { file: configFile, trustDirectory, baseUrl: serviceProviderUrl };
  const configuration = await loadConfiguration(stage);
  const { serviceProvider } = configuration;

  const { awsPort = 0, byHand = false } = options;
  const services = await startServices({ dataDirectory, awsPort, files, timeScale, activity, log, ending });
  const { aws, bus, awsDoor, awsUrl, databaseUrl } = services;
  const own = ownMetrics(aws.metrics.record, log);
  const invoke = own.measured(await startFunctions(started, files, services, serviceProviderUrl));
  const schedules = startSchedules({ schedules: pipeline.schedules, account, invoke, timeScale, activity, byHand });
  ending.add("work", schedules.stop);
  const sources = openPageSources(awsUrl, databaseUrl);
  ending.add("services", sources.close);
  const pages = createPages({
    ...sources,
    serviceProviderUrl,
    identityProviderUrl,
    dashboards: localDashboards(configuration.environment),
    metrics: aws.metrics,
    deliveries: bus.deliveries,
    depths: bus.depths,
    schedules: schedules.states,
    clock: () => new Date(),
  });
  const admin = { depths: bus.depths, schedules: schedules.states, fire: schedules.fire, pages, log };
  awsDoor.open(withAdmin(admin, aws.listener));
  bus.startConsumers(invoke);
  if (!byHand) await applyRoleMappings(configFile, log);
  providerDoor.open(identityProvider({ baseUrl: identityProviderUrl, serviceProviderUrl, keys, serviceProvider, log }));
  frontDoor.open(
    own.measuredApi(gateway({ routes: pipeline.routes, account, invoke, accessLog: aws.accessLog, activity, log })),
  );
  ending.add("work", own.watchQueues(bus.gauges));
  return {
    serviceProviderUrl,
    identityProviderUrl,
    awsUrl,
    databaseUrl,
    configuration,
    faults: aws.faults,
    quiet: activity.quiet,
  };
}

/**
 * Starts everything; with an error, nothing is left running. One stack a process where `handlers/` is used: its modules keep
 * what they read at their first load.
 * @throws StartError, ConfigurationError: for the person at the terminal
 */
export async function startLocalStack(options: StackOptions): Promise<LocalStack> {
  const ending = createEnding();
  const dataDirectory = resolve(options.dataDirectory);
  try {
    const running = await start({
      options,
      timeScale: options.timeScale ?? DEFAULT_TIME_SCALE,
      dataDirectory,
      trustDirectory: join(dataDirectory, "trust"),
      configFile: resolve(options.configFile),
      activity: createActivity(),
      log: createStackLog(options.log),
      ending,
    });
    return { ...running, stop: ending.run };
  } catch (error) {
    await ending.run();
    throw error;
  }
}
