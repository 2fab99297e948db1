import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const SCRIPT = pathToFileURL(resolve(__dirname, "../../../scripts/lint-cache.mjs")).href;

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lint-cache-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function lintCacheName(): string {
  const code = `import { lintCacheName } from "${SCRIPT}"; console.log(lintCacheName(process.argv[1]))`;
  return execFileSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", code, root], {
    encoding: "utf8",
  }).trim();
}

/** The name after a file was written. */
function nameWith(file: string, text: string): string {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  return lintCacheName();
}

test("what only its own file can see changes no name: the body of a source, a test", () => {
  const before = lintCacheName();
  expect(nameWith("provider/task/kind.ts", "const one = 1;")).toBe(before);
  expect(nameWith("tests/unit/provider/task/kind.test.ts", "test")).toBe(before);
});

test.each([
  "dist/task/kind.d.ts",
  "emulator/dist/index.d.ts",
  "tests/e2e/scene.ts",
  "tests/unit/provider/fake-clock.ts",
  "scripts/docs.ts",
  "eslint.config.mjs",
  "tsconfig.json",
  "emulator/tsconfig.json",
  "package-lock.json",
])("what other files see changes it: %s", (file) => {
  const before = lintCacheName();
  const first = nameWith(file, "first");
  const second = nameWith(file, "second");
  expect(new Set([before, first, second]).size).toBe(3);
});
