import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { leaves, allowedText } from "../provider/resource/schema";
import type { Change, Property } from "../provider/resource/schema";
import { slicingSchema } from "../provider/task/slicing";

/** README.md with what stands elsewhere lifted in: the arguments from the table that check reads, the programs from their examples. */
export function lifted(readme: string): string {
  return [
    { name: "program", text: programOf("quickstart") },
    { name: "storage", text: programOf("cos-storage") },
    { name: "callbacks", text: programOf("tencent-callback") },
    { name: "arguments", text: argumentTable() },
  ].reduce((text, part) => replacePart(text, part), readme);
}

function programOf(example: string): string {
  const program = readFileSync(resolve(__dirname, `../examples/${example}/index.ts`), "utf8");
  return `\`\`\`ts\n${program}\`\`\``;
}

function replacePart(readme: string, { name, text }: { name: string; text: string }): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md has no part ${begin} … ${end}`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

const WORDS: Record<Change, string> = {
  updates: "**updates** in place",
  replaces: "replaces",
  settles: "settles, no call",
};

function argumentTable(): string {
  const rows = leaves(slicingSchema).map(({ path, property }) => [
    `\`${path}\`${isRequired(path) ? " *" : ""}${property.secret ? " (secret)" : ""}`,
    escaped(allowedText(property)),
    property.default === undefined ? "" : `\`${JSON.stringify(property.default)}\``,
    property.changes === undefined ? "" : WORDS[property.changes],
  ]);
  const heading = ["argument", "allowed", "default", "a change"];
  return [heading, heading.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Required in its object, and all that contains it required too. `region` is filled in from the environment. */
function isRequired(path: string): boolean {
  if (path === "region") return false;
  const keys = path.split(".");
  let row: Property = slicingSchema;
  for (const key of keys) {
    const next = row.properties?.[key];
    if (next === undefined || row.required?.includes(key) !== true) return false;
    row = next;
  }
  return true;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "\\<");
}

if (require.main === module) {
  const file = resolve(__dirname, "../README.md");
  writeFileSync(file, lifted(readFileSync(file, "utf8")));
}
