const swc = {
  "^.+\\.ts$": [
    "@swc/jest",
    { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
  ],
};
/** Unit tests that start processes: `npm test` runs them, the gate does not wait for them. */
const PROCESSES = [
  "<rootDir>/tests/unit/scripts/",
  "<rootDir>/tests/unit/emulator/cli.test.ts",
  "<rootDir>/tests/unit/emulator/scf/instances.test.ts",
];
const shared = {
  testEnvironment: "node",
  transform: swc,
  // its package.json says "main" twice, which jest's resolver refuses to read
  moduleNameMapper: { "^tls-sig-api-v2$": "<rootDir>/node_modules/tls-sig-api-v2/TLSSigAPIv2.js" },
};

export default {
  // many tests wait for a process or a timer
  maxWorkers: 2,
  // an engine run keeps a core busy only part of the time
  maxConcurrency: 3,
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/tests/unit/**/*.test.ts"],
      testPathIgnorePatterns: PROCESSES,
      moduleNameMapper: {
        ...shared.moduleNameMapper,
        // half of the time that @pulumi/pulumi takes to load, once for each file of tests
        "typescript-shim$|^@npmcli/arborist$": "<rootDir>/tests/unit/not-loaded.cjs",
      },
    },
    {
      ...shared,
      displayName: "processes",
      testMatch: PROCESSES.map((place) => (place.endsWith("/") ? `${place}**/*.test.ts` : place)),
    },
    { ...shared, displayName: "engine", testMatch: ["<rootDir>/tests/engine/**/*.test.ts"] },
  ],
};
