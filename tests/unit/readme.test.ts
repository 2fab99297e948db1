import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { lifted, PAGES } from "../../scripts/docs";

const ROOT = resolve(__dirname, "../..");
const readme = readFileSync(resolve(ROOT, "README.md"), "utf8");

test.each(PAGES)(
  "the programs and the argument table of %s are those of the sources (npm run docs)",
  (page) => {
    // the formatter pads tables
    const folded = (text: string) => text.replace(/[ -]+/g, " ");
    const text = readFileSync(resolve(ROOT, page), "utf8");
    expect(folded(lifted(page, text))).toBe(folded(text));
  },
);

test("every kind of room job has its page", () => {
  expect(PAGES).toEqual([
    "README.md",
    "docs/ingest.md",
    "docs/moderation.md",
    "docs/recording.md",
    "docs/relay.md",
    "docs/transcription.md",
  ]);
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
