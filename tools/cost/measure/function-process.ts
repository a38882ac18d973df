/** One function in a process of its own, as on Lambda: what its processor time is spent on is the function and nothing else. */
import { type FunctionName, pipeline } from "../../../infra/pipeline.ts";
import { LOCAL_ACCOUNT } from "../../../local/aws/account.ts";
import { invocationContext } from "../../../local/functions/context.ts";
import { loadHandlers } from "../../../local/functions/load-handlers.ts";
import type { Answer, Order } from "./processes.ts";
import { createRecorder } from "./recorder.ts";
import { watchClients } from "./watch-clients.ts";

// As Lambda tells each function, traced or not; each log line has it.
process.env._X_AMZN_TRACE_ID = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0";

const name = process.argv[2] as FunctionName;
const definition = pipeline.functions.find((each) => each.name === name);
const handler = (await loadHandlers([name])).get(name);
if (!definition || !handler) throw new Error(`there is no function ${name}`);
const recorder = createRecorder();
watchClients(recorder);

async function carryOut(order: Order): Promise<unknown> {
  if (order.event === undefined) return recorder.take();
  return recorder.run(
    handler as NonNullable<typeof handler>,
    order.event,
    invocationContext(definition as NonNullable<typeof definition>, LOCAL_ACCOUNT),
  );
}

process.on("message", async (order: Order) => {
  const answer: Answer = await carryOut(order).then(
    (value) => ({ number: order.number, value }),
    (error: unknown) => ({ number: order.number, error: String(error) }),
  );
  process.send?.(answer);
});

process.on("disconnect", () => process.exit());
