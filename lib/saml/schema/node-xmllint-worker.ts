/**
 * The worker thread's program, as text: a Worker started from text needs no file of its own, which TypeScript's runners and
 * jest would not load and a bundler would not carry along. It finds its module by the path in `workerData`.
 *
 * Each job is `{ id, xml }`; each answer `{ id, valid, words }`. The module says what is wrong on the console only, so that is
 * listened to. The rest of what it prints, such as a blank for every document, is dropped in the thread: the streams that a
 * Worker offers instead would keep the process alive once they held anything.
 */
export const NODE_XMLLINT_WORKER = `
const { parentPort, workerData } = require("node:worker_threads");
process.stdout.write = process.stderr.write = () => true;
let words = "";
console.error = (text) => { words = String(text); };
const { validate } = require(workerData.module);
parentPort.on("message", async ({ id, xml }) => {
  words = "";
  const valid = await validate(xml).then(() => true, () => false);
  parentPort.postMessage({ id, valid, words });
});
`;
