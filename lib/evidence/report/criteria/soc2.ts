/** The criteria of SOC 2 that a login trail speaks to, in their order. */
import type { Criterion } from "../criterion.ts";
import { cc21 } from "./cc2-1.ts";
import { cc61 } from "./cc6-1.ts";
import { cc62 } from "./cc6-2.ts";
import { cc63 } from "./cc6-3.ts";
import { cc66 } from "./cc6-6.ts";
import { cc72 } from "./cc7-2.ts";
import { cc73 } from "./cc7-3.ts";
import { cc74 } from "./cc7-4.ts";
import { cc81 } from "./cc8-1.ts";

export const SOC2: readonly Criterion[] = [cc21, cc61, cc62, cc63, cc66, cc72, cc73, cc74, cc81];
