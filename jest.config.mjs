const swc = {
  "^.+\\.ts$": [
    "@swc/jest",
    { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
  ],
};
/** Unit tests that take over a second, because they start processes, wait for sockets, make whole components or try thousands of cases: the gate leaves them to `npm test`. */
const SLOW = [
  "scripts/.*",
  "agreement",
  "e2e/faults",
  "emulator/cli",
  "emulator/api/gateway",
  "emulator/cam/service",
  "emulator/cos/routes",
  "emulator/faulty-answer",
  "emulator/scf/instances",
  "examples/gitops-scripts",
  "provider/aws/(callback-endpoint|s3-slice-storage|slicing-pipeline)",
  "provider/aws/lambda/callback",
  "provider/callback/(cos|s3)",
  "provider/policy/slicing-policies",
  "provider/rooms/rooms-schema",
  "provider/task/(docstrings|every-kind\\.(check|lifecycle)|lifecycle\\.(check|fuzz|outage))",
  "provider/tencent/(cos-client|cos-slice-storage|slicing-pipeline)",
  "provider/trtc/(process|rate-limit)",
].map((name) => `/tests/unit/${name}\\.test\\.ts$`);
const shared = {
  testEnvironment: "node",
  transform: swc,
  // copies of examples, with packages of the same names
  modulePathIgnorePatterns: ["<rootDir>/.local/"],
  // its package.json says "main" twice, which jest's resolver refuses to read
  moduleNameMapper: { "^tls-sig-api-v2$": "<rootDir>/node_modules/tls-sig-api-v2/TLSSigAPIv2.js" },
};

export default {
  // many tests wait for a process or a timer
  maxWorkers: 2,
  testSequencer: "<rootDir>/tests/slowest-first.cjs",
  // what hundreds of files leave behind would fill a worker
  workerIdleMemoryLimit: "1GB",
  // no test fails for being slow: a busy machine takes many times as long
  testTimeout: 120_000,
  // an engine run keeps a core busy only part of the time
  maxConcurrency: 3,
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/tests/unit/**/*.test.ts"],
      testPathIgnorePatterns: SLOW,
      moduleNameMapper: {
        ...shared.moduleNameMapper,
        // half of the time that @pulumi/pulumi takes to load, once for each file of tests
        "typescript-shim$|^@npmcli/arborist$": "<rootDir>/tests/unit/not-loaded.cjs",
      },
    },
    { ...shared, displayName: "slow", testRegex: SLOW },
    { ...shared, displayName: "engine", testMatch: ["<rootDir>/tests/engine/**/*.test.ts"] },
  ],
};
