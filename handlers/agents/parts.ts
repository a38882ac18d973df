/** What the agents function is made of. */
import { assembleCounter, type Counter } from "../shared/counter.ts";
import { environment } from "../shared/environment.ts";

/** @throws Error where the environment or the configuration is not right: then the function does not start. */
export function assembleAgents(): Promise<Counter> {
  return assembleCounter(
    environment(
      "LOGIN_LEDGER_TABLE",
      "ROLE_MAPPINGS_TABLE",
      "IDENTITIES_TABLE",
      "EVENT_BUS_NAME",
      "PSEUDONYM_KEYS_SECRET",
      "SESSION_KEYS_SECRET",
    ),
  );
}
