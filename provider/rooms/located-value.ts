import { Composer, isAlias, isMap, isScalar, isSeq, LineCounter, Parser } from "yaml";
import type { Alias, CST, ParsedNode, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { isBag, shown } from "../resource/schema";
import type { FileText } from "./file-text";

/** Levels of maps and lists: rooms need seven, and the composer's recursion ends the process at some thousands. */
const MAX_LEVELS = 50;

/** Values once aliases are written out: a few lines of aliases of aliases come to billions. */
const MAX_VALUES = 1_000_000;

/** A value of a file, and where it stands. */
export interface Located {
  value: unknown;
  /** Index in the text. */
  offset: number;
  /** What is in it: of a map by name, of a list by index. */
  fields: ReadonlyMap<string, Field>;
  /** Values that it comes to once aliases are written out. */
  size: number;
}

export interface Field {
  /** Index in the text of the name, of the item itself in a list. */
  nameOffset: number;
  located: Located;
}

/** What is wrong, and where. */
export interface Problem {
  /** Path such as `rooms.lobby.roomId`; empty when no value is at fault. */
  property: string;
  /** Index in the text. */
  offset: number;
  text: string;
}

export interface LocatedFile {
  /** Undefined when the text could not be read as a whole. */
  root: Located | undefined;
  problems: Problem[];
  /** Line and column, both from 1, of an index in the text. */
  lineOf: (offset: number) => { line: number; col: number };
}

/** The value of a text in YAML or JSON; YAML with anchors, aliases and merge keys. */
export function locatedValue({ text, language }: FileText): LocatedFile {
  const lines = new LineCounter();
  const lineOf = (offset: number) => lines.linePos(offset);
  const refused = (offset: number, reason: string): LocatedFile => ({
    root: undefined,
    problems: [{ property: "", offset, text: reason }],
    lineOf,
  });

  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (tokens.some((token) => isDeeper(token, MAX_LEVELS)))
    return refused(
      0,
      `the file has more than ${MAX_LEVELS} levels, allowed are rooms with their fields: correct its brackets or indentation`,
    );
  const [document, next] = new Composer(OPTIONS).compose(tokens, true, text.length);
  // what it would only warn of is a value that it could not read
  const [error] = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  if (error !== undefined)
    return refused(
      error.pos[0],
      `not valid ${language} (${asClause(error.message)}): correct this line, or put the text into quotes`,
    );
  if (next !== undefined)
    return refused(
      next.range[0],
      "a second document starts here, allowed is one in a file: put all rooms below one rooms: and remove the ---",
    );
  const complaint = language === "JSON" ? jsonComplaint(text) : undefined;
  if (complaint !== undefined)
    return refused(
      Number(/ at position (\d+)/.exec(complaint)?.[1] ?? 0),
      `not valid JSON (${asClause(complaint)}): correct it, or name the file .yaml`,
    );
  try {
    return { ...readValue(document?.contents ?? null), lineOf };
  } catch (tooMany) {
    if (!(tooMany instanceof TooManyValues)) throw tooMany;
    return refused(
      tooMany.offset,
      `the file comes to more than ${MAX_VALUES} values here once aliases are written out, allowed are fewer: use fewer aliases`,
    );
  }
}

/** Numbers keep all their digits until they are judged; names are found to be repeated below, in one pass. */
const OPTIONS = {
  schema: "core",
  intAsBigInt: true,
  stringKeys: true,
  uniqueKeys: false,
  resolveKnownTags: false,
} as const;

function isDeeper(token: CST.Token | null | undefined, levels: number): boolean {
  if (token?.type === "document") return isDeeper(token.value, levels);
  if (!token || !("items" in token)) return false;
  return (
    levels === 0 ||
    token.items.some(({ key, value }) => isDeeper(key, levels - 1) || isDeeper(value, levels - 1))
  );
}

/** The parser also takes what only YAML allows: comments, other quotes, a comma at the end. */
function jsonComplaint(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Another's message as a part of a sentence. */
function asClause(message: string): string {
  const line = (message.split("\n", 1)[0] ?? "").replace(/^With stringKeys, a/, "a");
  // a word in capitals stays
  return line.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase()).replace(/[.:]$/, "");
}

class TooManyValues extends Error {
  constructor(readonly offset: number) {
    super("too many values");
  }
}

type Path = readonly string[];

function readValue(contents: ParsedNode | null): { root: Located; problems: Problem[] } {
  const problems: Problem[] = [];
  const anchors = new Map<string, Located>();
  const complain = (path: Path, offset: number, text: string) => {
    problems.push({ property: path.join("."), offset, text });
  };
  return { root: read(contents, [], 0), problems };

  function read(node: ParsedNode | null, path: Path, offset: number): Located {
    if (node === null) return { value: null, offset, fields: new Map(), size: 1 };
    if (isAlias(node)) return readAlias(node, path);
    const located = isMap(node)
      ? readMap(node, path)
      : isSeq(node)
        ? readList(node, path)
        : readScalar(node, path);
    if (node.anchor !== undefined) anchors.set(node.anchor, located);
    return located;
  }

  function readAlias({ source, range }: Alias.Parsed, path: Path): Located {
    const [offset] = range;
    const located = anchors.get(source);
    if (located !== undefined) return { ...located, offset };
    complain(
      path,
      offset,
      `${shownPath(path)} is *${source}, allowed is the name of an anchor that ends before it: write &${source} in front of a value above`,
    );
    return { value: undefined, offset, fields: new Map(), size: 1 };
  }

  function readMap(node: YAMLMap.Parsed, path: Path): Located {
    const [offset] = node.range;
    const own = new Map<string, Field>();
    const merges: { located: Located; path: Path }[] = [];
    let size = 1;
    const grow = (by: number) => {
      size += by;
      if (size > MAX_VALUES) throw new TooManyValues(offset);
    };
    for (const { key, value } of node.items) {
      // the composer lets no other key through
      const name = isScalar(key) ? String(key.value) : "";
      const [nameOffset, nameEnd] = key.range;
      const at = [...path, name];
      const located = read(value, at, nameEnd);
      grow(located.size);
      const isMerge = isScalar(key) && key.type === "PLAIN" && name === "<<";
      if (isMerge ? merges.length > 0 : own.has(name))
        complain(
          at,
          nameOffset,
          `${shownPath(at)} is there already, allowed is each name once: ${isMerge ? "write <<: [*one, *other] for several" : "rename or remove one of them"}`,
        );
      else if (isMerge) merges.push({ located, path: at });
      else own.set(name, { nameOffset, located });
    }
    const fields = new Map(own);
    for (const { located, path: at } of merges)
      for (const source of mergeSources(located, at)) {
        grow(source.size);
        for (const [name, field] of source.fields) if (!fields.has(name)) fields.set(name, field);
      }
    const value = Object.fromEntries([...fields].map(([name, { located }]) => [name, located.value]));
    return { value, offset, fields, size };
  }

  /** The maps that a merge key names; earlier ones count more. */
  function mergeSources(located: Located, path: Path): Located[] {
    const sources = Array.isArray(located.value)
      ? [...located.fields.values()].map((item) => item.located)
      : [located];
    return sources.filter((source) => {
      // an alias that is none was named already
      if (!isBag(source.value) && source.value !== undefined)
        complain(
          path,
          source.offset,
          `${shownPath(path)} is ${shown(source.value)}, allowed is a map or a list of maps: give the alias of a map`,
        );
      return isBag(source.value);
    });
  }

  function readList(node: YAMLSeq.Parsed, path: Path): Located {
    const [offset] = node.range;
    const items = node.items.map((item, index) => read(item, [...path, String(index)], offset));
    const size = items.reduce((sum, item) => sum + item.size, 1);
    if (size > MAX_VALUES) throw new TooManyValues(offset);
    const fields = new Map(
      items.map((located, index) => [String(index), { nameOffset: located.offset, located }] as const),
    );
    return { value: items.map(({ value }) => value), offset, fields, size };
  }

  function readScalar(node: Scalar.Parsed, path: Path): Located {
    const [offset] = node.range;
    return { value: plainValue(node, path, offset), offset, fields: new Map(), size: 1 };
  }

  function plainValue({ value, source }: Scalar.Parsed, path: Path, offset: number): unknown {
    if (typeof value !== "bigint" && typeof value !== "number") return value;
    if (source !== String(value))
      complain(
        path,
        offset,
        `${shownPath(path)} is ${shown(source)} without quotes, which is the number ${value}, allowed is a number in its plain form: put it into quotes for a text, or write ${value}`,
      );
    if (typeof value === "number") return value;
    // beyond these, other whole numbers would come out the same
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
}

/** A path as messages name it: from the rooms on. */
function shownPath(path: Path): string {
  return (path.length > 1 && path[0] === "rooms" ? path.slice(1) : path).join(".");
}
