/** `npm run tamper -- [--count n] [--seed n]`: exit code 1 where the verifier missed anything. */
import { parseArgs } from "node:util";
import { createBase } from "./base.ts";
import { isSound, tamper } from "./tamper.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "1000" }, seed: { type: "string", default: "1" } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
const base = await createBase();
if (!isSound(base)) throw new Error("the package that was not tampered with does not verify");
console.log(`a package of ${base.files.size} files that verifies; tampering ${count} times, from seed ${seed}`);
const started = performance.now();
const { done, counts, missed } = await tamper(base, seed, count);
for (const [name, times] of [...counts].sort()) console.log(`${String(times).padStart(5)}  ${name}`);
for (const each of missed) console.log(`MISSED by seed ${each.seed}: ${each.mode}: ${each.mutation}: ${each.path}`);
console.log(
  `${done} times in ${counts.size} ways, ${((performance.now() - started) / 1000).toFixed(1)} s: ${missed.length} missed`,
);
process.exitCode = missed.length > 0 ? 1 : 0;
