/**
 * Counts what one function does: how often and how long it runs, what it prints, and every call of AWS that it makes. It stands
 * around the handler and in the SDK clients; the function knows nothing of it.
 */
import type { APIGatewayProxyStructuredResultV2, Context, SQSEvent } from "aws-lambda";
import { captureOutput, withOutputTo } from "../../../local/functions/captured-output.ts";
import type { Handler } from "../../../local/functions/invoke.ts";
import { type Calls, type FunctionUse, NO_USE } from "../usage.ts";

type Open<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

const nothing = (): Open<FunctionUse> => ({ ...NO_USE, calls: {} });

export interface Recorder {
  /** Runs the function once and counts it. */
  run(handler: Handler, event: object, context: Context): Promise<unknown>;
  count(call: string, of: Omit<Calls, "calls">): void;
  /** What was counted since it was asked the last time. */
  take(): FunctionUse;
}

/** Of an embedded metric line: what its values take, which come one after the other where several logins share it. */
function valueBytesOf(line: string): number {
  const values = Object.values(JSON.parse(line) as Record<string, unknown>);
  const numbers = values.filter((value) => typeof value === "number" || Array.isArray(value));
  return numbers.reduce((sum: number, value) => sum + JSON.stringify(value).length, 0);
}

/** As HTTP/1.1 writes it: each header with `: ` and a line's end. */
function bytesOfAnswer({ headers = {}, cookies = [], body = "" }: APIGatewayProxyStructuredResultV2 = {}): number {
  const lines = [...Object.entries(headers), ...cookies.map((cookie) => ["set-cookie", cookie] as const)];
  return lines.reduce((sum, [name, value]) => sum + name.length + String(value).length + 4, Buffer.byteLength(body));
}

/** Takes over what this process prints. */
export function createRecorder(): Recorder {
  captureOutput();
  let use = nothing();

  function takeLine(line: string): void {
    const bytes = Buffer.byteLength(line) + 1;
    if (!line.startsWith('{"_aws"')) {
      use.logLines += 1;
      use.logBytes += bytes;
      return;
    }
    const values = valueBytesOf(line);
    use.metricLines += 1;
    use.metricValueBytes += values;
    use.metricFrameBytes += bytes - values;
  }

  return {
    async run(handler, event, context) {
      const begun = process.cpuUsage();
      const answer = await withOutputTo(takeLine, () => handler(event as never, context));
      const { user, system } = process.cpuUsage(begun);
      use.processorMilliseconds += (user + system) / 1000;
      use.invocations += 1;
      use.messages += (event as Partial<SQSEvent>).Records?.length ?? 0;
      use.responseBytes += bytesOfAnswer(answer as APIGatewayProxyStructuredResultV2 | undefined);
      return answer;
    },
    count(call, { readUnits, writeUnits, entries, bytes }) {
      const before = use.calls[call] ?? { calls: 0, readUnits: 0, writeUnits: 0, entries: 0, bytes: 0 };
      use.calls[call] = {
        calls: before.calls + 1,
        readUnits: before.readUnits + readUnits,
        writeUnits: before.writeUnits + writeUnits,
        entries: before.entries + entries,
        bytes: before.bytes + bytes,
      };
    },
    take() {
      const taken = use;
      use = nothing();
      return taken;
    },
  };
}
