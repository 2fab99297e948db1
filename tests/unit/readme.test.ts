import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { lifted } from "../../scripts/docs";

const ROOT = resolve(__dirname, "../..");
const readme = readFileSync(resolve(ROOT, "README.md"), "utf8");

test("the README's program is the quickstart's and its argument table is the one that check reads (npm run docs)", () => {
  // the formatter pads tables
  const folded = (text: string) => text.replace(/[ -]+/g, " ");
  expect(folded(lifted(readme))).toBe(folded(readme));
});

test("the README's dependency table names every runtime and development dependency, and no other", () => {
  // package.json is the repository's own
  const { dependencies, peerDependencies, devDependencies } = JSON.parse(
    readFileSync(resolve(ROOT, "package.json"), "utf8"),
  ) as Record<string, Record<string, string>>;
  const emulator = JSON.parse(readFileSync(resolve(ROOT, "emulator/package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const named = [...readme.matchAll(/^\| `([^`]+)`\s+\|/gm)].map((match) => match[1]);
  const table = named.slice(named.indexOf("ajv"));
  const installed = [dependencies, peerDependencies, devDependencies, emulator.dependencies]
    .flatMap((group) => Object.keys(group ?? {}))
    .filter((name) => name !== "pulumi-trtc" && name !== "trtc-emulator");
  expect([...new Set(table)].sort()).toEqual([...new Set(installed)].sort());
});
