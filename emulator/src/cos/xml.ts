import { XMLParser, XMLValidator } from "fast-xml-parser";

/** Arrays repeat their element; undefined leaves it out. */
export type XmlValue = string | number | boolean | undefined | readonly XmlValue[] | XmlNode;
export interface XmlNode {
  readonly [element: string]: XmlValue;
}

function escaped(text: string): string {
  const entities = new Map([
    ["&", "&amp;"],
    ["<", "&lt;"],
    [">", "&gt;"],
    ["\r", "&#13;"],
  ]);
  return text.replace(/[&<>\r]/g, (character) => entities.get(character) ?? character);
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return "";
  if (isList(value)) return value.map((item) => element(name, item)).join("");
  return `<${name}>${typeof value === "object" ? elements(value) : escaped(String(value))}</${name}>`;
}

function elements(node: XmlNode): string {
  return Object.entries(node)
    .map(([name, value]) => element(name, value))
    .join("");
}

/** A document with the declaration that COS writes. (fast-xml-parser reads; its writer is deprecated.) */
export function writeXml(root: XmlNode): string {
  return `<?xml version='1.0' encoding='utf-8' ?>\n${elements(root)}`;
}

/**
 * The document as nested objects whose leaves are strings, untrimmed; undefined when it is not well-formed
 * or has names that the parser takes for an attack.
 *
 * @param repeated - elements that are always read as an array
 */
export function readXml(text: string, repeated: readonly string[] = []): Record<string, unknown> | undefined {
  if (XMLValidator.validate(text) !== true) return undefined;
  const parser = new XMLParser({
    ignoreDeclaration: true,
    parseTagValue: false,
    trimValues: false,
    htmlEntities: true,
    isArray: (name) => repeated.includes(name),
  });
  try {
    return asRecord(parser.parse(text));
  } catch {
    return undefined;
  }
}

/** The value's own properties; none when it is not an object. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** The elements of one name in what {@link readXml} gave, also when there is one or none. */
export function elementsOf(node: Record<string, unknown>, name: string): readonly unknown[] {
  const value = node[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** What {@link readXml} gave, to be written again; without the blanks between elements. */
export function toXml(value: unknown): XmlValue {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(toXml);
  const entries = Object.entries(asRecord(value)).filter(([name]) => name !== "#text");
  return Object.fromEntries(entries.map(([name, child]) => [name, toXml(child)]));
}
