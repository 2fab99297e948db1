import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import * as callback from "../../../../provider/callback";

const ROOT = resolve(__dirname, "../../../..");

test("exports what the documentation names", () => {
  expect(Object.keys(callback).sort()).toEqual(["InputError", "buildObjectKey", "parseObjectKey"]);
});

test("loads neither Pulumi nor any other package", () => {
  const entry = JSON.stringify(resolve(ROOT, "provider/callback/index.ts"));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--eval", `require(${entry}); console.log(Object.keys(require.cache).join("\\n"))`],
    { cwd: ROOT, encoding: "utf8" },
  );
  const loaded = stdout.trim().split("\n");
  const packages = loaded.map((file) => /node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(file)?.[1]);
  expect(loaded).toContain(resolve(ROOT, "provider/callback/index.ts"));
  // undefined is a file of ours, the two compile TypeScript
  expect([...new Set(packages)].sort()).toEqual(["esbuild", "tsx", undefined]);
  expect(stderr).toBe("");
});
