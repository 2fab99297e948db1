import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The rows of the README's table between two marks, without its heading. */
export function readmeTable(mark: string): string[][] {
  const readme = readFileSync(resolve(__dirname, "../../../README.md"), "utf8");
  const table = readme.split(`<!-- ${mark} -->`)[1]?.split(`<!-- /${mark} -->`)[0] ?? "";
  return table
    .trim()
    .split("\n")
    .slice(2)
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
