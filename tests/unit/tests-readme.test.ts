import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { lifted, TESTS_PAGE } from "../../scripts/docs";

const TESTS = resolve(__dirname, "..");
const text = readFileSync(resolve(TESTS, "..", TESTS_PAGE), "utf8");

test("the table of cases is that of tests/e2e/cases.ts (npm run docs)", () => {
  // the formatter pads tables
  const folded = (page: string) => page.replace(/[ -]+/g, " ");
  expect(folded(lifted(TESTS_PAGE, text))).toBe(folded(text));
});

test("every folder of tests is in the table of folders, and no other", () => {
  const folders = readdirSync(TESTS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const named = [...text.matchAll(/^\| `([a-z0-9]+)\/`/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(folders.sort());
});
