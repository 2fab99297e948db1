import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { buildSync } from "esbuild";
import * as callback from "../../../../provider/callback";

const ROOT = resolve(__dirname, "../../../..");
const ENTRY = resolve(ROOT, "provider/callback/index.ts");

test("exports what the documentation names", () => {
  expect(Object.keys(callback).sort()).toEqual([
    "InputError",
    "UnavailableError",
    "buildObjectKey",
    "buildRecordingKey",
    "checkKeys",
    "createHandler",
    "eventId",
    "eventKey",
    "foreignTasks",
    "lambdaAdapter",
    "nodeAdapter",
    "orderEvents",
    "parse",
    "parseObjectKey",
    "readBody",
    "readEvents",
    "relayTargets",
    "replayEvents",
    "scfAdapter",
    "sign",
    "signTestEvent",
    "storeEvents",
    "summariseTask",
    "verify",
    "webAdapter",
  ]);
});

test("loads neither Pulumi nor any other package", () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      "--import",
      "tsx",
      "--eval",
      `require(${JSON.stringify(ENTRY)}); console.log(Object.keys(require.cache).join("\\n"))`,
    ],
    { cwd: ROOT, encoding: "utf8" },
  );
  const loaded = stdout.trim().split("\n");
  const packages = loaded.map((file) => /node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(file)?.[1]);
  expect(loaded).toContain(ENTRY);
  // undefined is a file of ours, the two compile TypeScript
  expect([...new Set(packages)].sort()).toEqual(["esbuild", "tsx", undefined]);
  expect(stderr).toBe("");
});

test("is less than 60 kB in a function's bundle, all of it its own and the errors' and JSON's that it shares", () => {
  const { metafile, outputFiles } = buildSync({
    entryPoints: [ENTRY],
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node18",
    metafile: true,
    write: false,
    outfile: "index.js",
  });
  const others = Object.keys(metafile.inputs).filter((file) => !file.startsWith("provider/callback/"));
  expect(others.sort()).toEqual(["provider/resource/canonical-json.ts", "provider/trtc/errors.ts"]);
  const imports = Object.values(metafile.inputs).flatMap((input) =>
    input.imports.filter(({ external }) => external),
  );
  expect([...new Set(imports.map(({ path }) => path))]).toEqual(["node:crypto"]);
  expect(outputFiles.map(({ contents }) => contents.length < 60_000)).toEqual([true]);
});
