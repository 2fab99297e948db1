import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environment, put, ROOT, start, temporaryFolder } from "./sandbox";

/** Runs scripts/complete-lock.mjs on a lock. */
async function complete(text: string) {
  const root = temporaryFolder();
  cpSync(join(ROOT, "scripts"), join(root, "scripts"), { recursive: true });
  const lock = put(join(root, "package-lock.json"), text);
  const { code, stdout, stderr } = await start([join(root, "scripts/complete-lock.mjs")], environment(root))
    .ended;
  return { code, stdout, stderr, lock: readFileSync(lock, "utf8") };
}

test("the lock of this project holds the packages for every platform", async () => {
  const text = readFileSync(join(ROOT, "package-lock.json"), "utf8");
  const { stdout, lock } = await complete(text);
  expect(stdout).toBe("package-lock.json: 0 packages for other platforms added\n");
  expect(lock).toBe(text);
});

test("an optional package that no place of the lock answers for is added with its platform", async () => {
  const packages = {
    "": {},
    "node_modules/a": {
      version: "1.0.0",
      dev: true,
      optionalDependencies: { "@a/core-darwin-arm64": "1.0.0", "@a/core-linux-x64-gnu": "1.0.0" },
    },
    "node_modules/a/node_modules/@a/core-linux-x64-gnu": { version: "1.0.0" },
    "node_modules/b": { version: "1.0.0" },
  };
  const { code, stdout, lock } = await complete(JSON.stringify({ packages }));
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "package-lock.json: 1 packages for other platforms added\n",
  });
  const added = { version: "1.0.0", cpu: ["arm64"], dev: true, optional: true, os: ["darwin"] };
  expect(JSON.parse(lock)).toEqual({ packages: { ...packages, "node_modules/@a/core-darwin-arm64": added } });
});

test("an optional package whose platform cannot be told is left to the reader", async () => {
  const text = JSON.stringify({
    packages: { "node_modules/a": { version: "1.0.0", optionalDependencies: { bufferutil: "^4.0.1" } } },
  });
  expect(await complete(text)).toEqual({
    code: 1,
    stdout: "",
    stderr:
      "complete-lock: bufferutil@^4.0.1 is not in package-lock.json and its platform cannot be told: add it by hand\n",
    lock: text,
  });
});
