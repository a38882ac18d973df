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
  // A busy machine is no reason for a red test; nothing here measures time.
  testTimeout: 30_000,
};
