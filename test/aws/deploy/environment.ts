import { dirname } from "node:path";
import { ACCOUNT, REGION } from "../emulator/start.ts";

/** Leads the SDK and the CDK's command line to the emulator, and to nothing of the person at the keyboard. */
export function deployerEnvironment(endpoint: string, directory: string): Readonly<Record<string, string>> {
  return {
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}`,
    HOME: directory,
    TMPDIR: directory,
    CI: "true",
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    CDK_DISABLE_CLI_TELEMETRY: "true",
    ...sdkEnvironment(endpoint),
  };
}

/** The account's root: the emulator knows it by a key that is the account's number. */
export function sdkEnvironment(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: "emulator",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
