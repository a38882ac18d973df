/** Every message of the benchmark. Hostile ones stand for all that anybody may send, so a new idea of cost belongs here. */
import { GENUINE } from "./genuine.ts";
import { CIPHERTEXTS } from "./hostile/ciphertexts.ts";
import { FILLINGS } from "./hostile/fillings.ts";
import { FORMS } from "./hostile/forms.ts";
import { PARTS } from "./hostile/parts.ts";
import type { LimitCase } from "./limit-case.ts";

export const CASES: readonly LimitCase[] = [...PARTS, ...CIPHERTEXTS, ...FORMS, ...FILLINGS, ...GENUINE];
