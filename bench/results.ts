import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { reportText } from "./report";
import type { Results } from "./report";
import type { Section } from "./section";

const FOLDER = join(__dirname, "results");
const REASONS = join(__dirname, "reasons.json");
const REPORT = join(__dirname, "RESULTS.md");

function fileOf(section: Section): string {
  return join(FOLDER, `${section.name}.json`);
}

export async function writeResults(section: Section, results: Results): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const json = JSON.stringify(results, (_key, value: unknown) =>
    typeof value === "number" ? Number(value.toFixed(3)) : value,
  );
  writeFileSync(fileOf(section), await format(json, { parser: "json", printWidth: 110 }));
}

/** Writes the report of everything that was measured so far. */
export async function writeReport(sections: readonly Section[]): Promise<void> {
  const found = sections
    .filter((section) => existsSync(fileOf(section)))
    .map((section) => {
      // as `writeResults` has written it
      const results = JSON.parse(readFileSync(fileOf(section), "utf8")) as Results;
      return { section, results };
    });
  // written by hand: why an aim is not met, by its id
  const reasons = JSON.parse(readFileSync(REASONS, "utf8")) as Readonly<Record<string, string>>;
  const text = reportText(found, reasons);
  writeFileSync(REPORT, await format(text, { parser: "markdown", printWidth: 110 }));
}
