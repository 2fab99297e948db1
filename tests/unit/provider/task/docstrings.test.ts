import { readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Change, Property } from "../../../../provider/resource/schema";
import { EVERY_KIND } from "./inputs/every-kind";

/** A row of the table that says what a change does, or the row of a list that it is in does, with what the types say where it stands. */
interface Field {
  path: string;
  property: Property;
  changes: Change;
  /** Whether check wants it. */
  isRequired: boolean;
  isInList: boolean;
  docs: readonly Doc[];
}

/** What one type of a union says of a field. */
interface Doc {
  /** On one line, with its tags. */
  text: string;
  isOptional: boolean;
}

const TASKS = join(__dirname, "../../../../provider/task");
const files = readdirSync(TASKS).map((file) => join(TASKS, file));
const program = programOf(files);
const checker = program.getTypeChecker();
/** What the files export, by name. */
const exported = new Map(
  files.flatMap((file) => exportsOf(file)).map((symbol) => [symbol.name, symbol] as const),
);

const WORDS = {
  replaces: /\b[Rr]eplaces[.:]/,
  updates: /\bUpdates[.:;]/,
  settles: /\bUsed at the next replacement\.|\bSettles without a call\./,
};

/** What is said where a call cannot take a value away. */
const LEFT_OUT = / left out again it replaces\b/;

describe.each(EVERY_KIND)("the docstrings of the arguments of $kind.resource", ({ kind }) => {
  const fields = fieldsOf(kind.schema, [inputsOf(kind.resource)]);

  test.each(fields)("$path: what a change does", ({ changes, docs }) => {
    const others = Object.values(WORDS).filter((words) => words !== WORDS[changes]);
    for (const { text } of docs) {
      const said = text.replace(LEFT_OUT, "");
      expect(said).toMatch(WORDS[changes]);
      for (const other of others) expect(said).not.toMatch(other);
    }
  });

  test.each(fields)("$path: the default, or what happens without it", ({ property, isRequired, docs }) => {
    const stated = docs.flatMap(({ text }) => /@default (?!-)(\S+)/.exec(text)?.[1] ?? []);
    const { default: byDefault } = property;
    expect([...new Set(stated)]).toEqual(byDefault === undefined ? [] : [JSON.stringify(byDefault)]);
    const silent = docs.filter(
      ({ text, isOptional }) => isOptional && !isRequired && !/@default \S/.test(text),
    );
    expect(silent).toEqual([]);
  });

  test("what updates and replaces only when it is left out says so", () => {
    const patched = fields.filter(
      ({ property, changes, isRequired, isInList }) =>
        kind.modify?.isPatch === true &&
        changes === "updates" &&
        property.type !== "array" &&
        property.default === undefined &&
        !(isRequired || isInList),
    );
    const silent = patched.filter(({ docs }) => !docs.some(({ text }) => LEFT_OUT.test(text)));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test.each(fields.filter(({ property }) => property.unit !== undefined))(
    "$path: range and unit",
    ({ property: { unit, minimum, maximum, allowed }, docs }) => {
      const said = docs.map(({ text }) => text.toLowerCase());
      expect(said).toContainEqual(expect.stringContaining(String(unit)));
      // what has no end of its own says so in words
      const bounds = allowed === undefined ? [minimum, maximum] : [minimum];
      const range = bounds.filter((bound) => bound !== undefined).join(" to ");
      expect(said).toContainEqual(expect.stringContaining(range));
    },
  );

  test("the secrets are named as such, and nothing else", () => {
    const named = fields.filter(({ docs }) => docs.some(({ text }) => /\bSecret\b/.test(text)));
    const secrets = fields.filter(({ property }) => property.secret);
    expect(named.map(({ path }) => path)).toEqual(secrets.map(({ path }) => path));
  });

  test("every argument has a place in the types", () => {
    expect(fields.filter(({ docs }) => docs.length === 0).map(({ path }) => path)).toEqual([]);
  });
});

/** What can change, in objects and in items of lists, with what these types say of it. */
function fieldsOf(row: Property, types: readonly ts.Type[], path = "", list?: Property): Field[] {
  const { properties = {}, required = [], items } = row;
  if (items !== undefined) return fieldsOf(items, types.flatMap(itemTypes), path, list ?? row);
  return Object.entries(properties).flatMap(([key, property]) => {
    const at = path === "" ? key : `${path}.${key}`;
    const symbols = types.flatMap(alternatives).flatMap((type) => checker.getPropertyOfType(type, key) ?? []);
    const allowing = symbols.filter((symbol) => alternatives(checker.getTypeOfSymbol(symbol)).length > 0);
    const below = fieldsOf(
      property,
      allowing.map((symbol) => checker.getTypeOfSymbol(symbol)),
      at,
      list,
    );
    const changes = property.changes ?? (property.type === "object" ? undefined : list?.changes);
    if (changes === undefined) return below;
    const docs = allowing.map((symbol) => ({
      text: docOf(symbol),
      isOptional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
    }));
    const isRequired = required.includes(key);
    return [{ path: at, property, changes, isRequired, isInList: list !== undefined, docs }, ...below];
  });
}

/** The types of a union, without those that say that there is nothing. */
function alternatives(type: ts.Type): ts.Type[] {
  const nothing = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Never;
  const types = type.isUnion() ? type.types : [type];
  return types.filter(({ flags }) => (flags & nothing) === 0);
}

/** What a list holds; a tuple may hold several. */
function itemTypes(type: ts.Type): readonly ts.Type[] {
  return alternatives(type).flatMap((list) =>
    checker.isArrayType(list) || checker.isTupleType(list)
      ? // both are references to a generic type
        checker.getTypeArguments(list as ts.TypeReference)
      : [],
  );
}

function docOf(symbol: ts.Symbol): string {
  const tags = symbol
    .getJsDocTags(checker)
    .map(({ name, text }) => `@${name} ${ts.displayPartsToString(text)}`);
  const words = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return [words, ...tags].join(" ").replace(/\s+/g, " ").trim();
}

/** The type of the plain arguments of a resource. */
function inputsOf(resource: string): ts.Type {
  const found = exported.get(`${resource}Inputs`);
  if (found === undefined) throw new Error(`no ${resource}Inputs is exported`);
  return checker.getDeclaredTypeOfSymbol(found);
}

function exportsOf(file: string): ts.Symbol[] {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  return module === undefined ? [] : checker.getExportsOfModule(module);
}

/** Only what stands in these files and what they import from beside them is read: plain arguments need no package. */
function programOf(rootNames: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = { strict: true, target: ts.ScriptTarget.ES2022, types: [] };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) =>
      text.startsWith(".") ? ts.resolveModuleName(text, from, options, host) : { resolvedModule: undefined },
    );
  return ts.createProgram(rootNames, options, host);
}
