/** ESM TypeScript through @swc/jest: libxml2-wasm is ESM only, so jest runs with --experimental-vm-modules. */
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  maxWorkers: 2,
  // Looking these up through jest's vm context is slow, and the XML parsers do little else: it saves a fifth of the time.
  sandboxInjectedGlobals: ["Math", "Object", "Array", "String", "Number", "RegExp", "Error", "TypeError", "JSON"],
  // Every file leaves its modules behind in the worker. Given back in time, they cost neither collection nor, at the end, more
  // than the half second that jest lets a worker take to go.
  workerIdleMemoryLimit: "250MB",
  // A busy machine is no reason for a red test; nothing here measures time.
  testTimeout: 30_000,
};
