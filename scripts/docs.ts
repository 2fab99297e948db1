import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { allowedText } from "../provider/resource/schema";
import type { Change, ObjectProperty, Property } from "../provider/resource/schema";
import { KINDS } from "../provider/task/kinds";
import { cases, GROUPS, placeOf, resultOf } from "../tests/e2e/cases";

const ROOT = resolve(__dirname, "..");

/** README.md and the pages under `docs/` that have lifted parts. */
export const PAGES: readonly string[] = [
  "README.md",
  ...readdirSync(resolve(ROOT, "docs"))
    .filter((file) => Object.hasOwn(KINDS, file.replace(".md", "")))
    .map((file) => `docs/${file}`),
];

/** Says how the tests are laid out, and what holds each case. */
export const TESTS_PAGE = "tests/README.md";

/** A page with what stands elsewhere lifted in: arguments from the table that check reads, programs from their examples. */
export function lifted(page: string, text: string): string {
  return partsOf(page).reduce((before, part) => replacePart(page, before, part), text);
}

interface Part {
  name: string;
  text: string;
}

function partsOf(page: string): Part[] {
  if (page === "README.md")
    return [
      { name: "program", text: programOf("quickstart") },
      { name: "storage", text: programOf("cos-storage") },
      { name: "callbacks", text: programOf("tencent-callback") },
      { name: "arguments", text: argumentTable(KINDS.slicing.schema) },
    ];
  if (page === TESTS_PAGE) return [{ name: "cases", text: caseTables() }];
  // one of the names that PAGES was made from
  const kind = KINDS[page.replace(/^docs\/|\.md$/g, "") as keyof typeof KINDS];
  return [{ name: "arguments", text: argumentTable(kind.schema) }];
}

function programOf(example: string): string {
  const program = readFileSync(resolve(ROOT, `examples/${example}/index.ts`), "utf8");
  return `\`\`\`ts\n${program}\`\`\``;
}

function replacePart(page: string, whole: string, { name, text }: Part): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = whole.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${page} has no part ${begin} … ${end}`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

const WORDS: Record<Change, string> = {
  updates: "**updates** in place",
  replaces: "replaces",
  settles: "settles, no call",
};

function argumentTable(schema: ObjectProperty): string {
  const rows = rowsOf(schema, { path: "", required: true }).map(({ path, property, required, changes }) => [
    // the region is filled in from the environment
    `\`${path}\`${required && path !== "region" ? " *" : ""}${property.secret ? " (secret)" : ""}`,
    escaped(allowedText(property)),
    property.default === undefined ? "" : `\`${JSON.stringify(property.default)}\``,
    changes === undefined ? "" : WORDS[changes],
  ]);
  const heading = ["argument", "allowed", "default", "a change"];
  return markdownTable([heading, ...rows]);
}

function caseTables(): string {
  return Object.entries(GROUPS)
    .map(([letter, title]) => {
      const rows = cases
        .filter(({ id }) => id.startsWith(letter))
        .map((each) =>
          [each.id, each.claim, each.heldBy.map(placeOf).join("<br>"), resultOf(each)].map((cell) =>
            cell.replaceAll("|", "\\|"),
          ),
        );
      return `### ${title}\n\n${markdownTable([["case", "what must hold", "test", "result"], ...rows])}`;
    })
    .join("\n\n");
}

function markdownTable([heading = [], ...rows]: readonly (readonly string[])[]): string {
  return [heading, heading.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

interface Row {
  path: string;
  property: Property;
  /** In its object, and all that contains it is required too. */
  required: boolean;
  changes: Change | undefined;
}

/** What can be given, each with its path; an item of a list has the path of the list with `[]` behind it. */
function rowsOf(
  { properties = {}, required: names = [] }: Property,
  above: { path: string; required: boolean; changes?: Change | undefined },
): Row[] {
  return Object.entries(properties).flatMap(([key, property]): Row[] => {
    const path = above.path === "" ? key : `${above.path}.${key}`;
    const required = above.required && names.includes(key);
    const changes = property.changes ?? above.changes;
    if (property.properties !== undefined)
      return rowsOf(property, { path, required, changes: above.changes });
    const row = { path, property, required, changes };
    return [row, ...rowsOf(property.items ?? { type: "object" }, { path: `${path}[]`, required, changes })];
  });
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "\\<");
}

if (require.main === module) {
  for (const page of [...PAGES, TESTS_PAGE]) {
    const file = resolve(ROOT, page);
    writeFileSync(file, lifted(page, readFileSync(file, "utf8")));
  }
}
