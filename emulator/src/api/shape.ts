import { shownName } from "./error";
import type { ApiProblem } from "./error";
import type { Params } from "./service";

/** What a parameter must be, in the words of the vendor's parameter tables. */
export type Shape = IntegerShape | TextShape | ListShape | ObjectShape;

interface Common {
  readonly required?: boolean;
  /** The code when it is missing. @default "MissingParameter.<its name>" */
  readonly missingCode?: string;
}

interface IntegerShape extends Common {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
  /** The code outside the range. @default "InvalidParameter.OutOfRange" */
  readonly rangeCode?: string;
}

interface TextShape extends Common {
  readonly kind: "text";
  readonly pattern?: RegExp;
  /** What the pattern says, in words. */
  readonly form?: string;
  readonly maxBytes?: number;
  /** The code of another form or length. @default "InvalidParameter" */
  readonly formCode?: string;
  /** Whether the call log shows it as `***`. @default false */
  readonly secret?: boolean;
}

interface ListShape extends Common {
  readonly kind: "list";
  readonly items: Shape;
  readonly maxItems?: number;
  /** The code of too many. @default "InvalidParameter.OutOfRange" */
  readonly rangeCode?: string;
}

export interface ObjectShape extends Common {
  readonly kind: "object";
  readonly fields: Readonly<Record<string, Shape>>;
}

/** The gateway looks for unknown and mistyped parameters before the product looks at their values. */
type Rank = "unknown" | "type" | "missing" | "value";
const RANKS: readonly Rank[] = ["unknown", "type", "missing", "value"];

interface Finding extends ApiProblem {
  readonly rank: Rank;
}

/** As the vendor's parameter tables call them. */
const TYPE_NAMES = { integer: "Integer", text: "String", list: "Array", object: "Object" } as const;

function finding(rank: Rank, code: string, message: string): Finding {
  return { rank, code, message };
}

function wrongType(path: string, type: string): Finding[] {
  return [finding("type", "InvalidParameter", `The type of parameter ${path} must be ${type}.`)];
}

function integerFindings(path: string, value: unknown, shape: IntegerShape): Finding[] {
  if (typeof value !== "number" || !Number.isInteger(value)) return wrongType(path, "Integer");
  if (value >= shape.min && value <= shape.max) return [];
  const message = `Parameter ${path} must be in the range ${shape.min} to ${shape.max}.`;
  return [finding("value", shape.rangeCode ?? "InvalidParameter.OutOfRange", message)];
}

function textFindings(path: string, value: unknown, shape: TextShape): Finding[] {
  if (typeof value !== "string") return wrongType(path, "String");
  const code = shape.formCode ?? "InvalidParameter";
  if (shape.maxBytes !== undefined && Buffer.byteLength(value) > shape.maxBytes) {
    return [finding("value", code, `Parameter ${path} must be at most ${shape.maxBytes} bytes long.`)];
  }
  if (shape.pattern === undefined || shape.pattern.test(value)) return [];
  return [finding("value", code, `Parameter ${path} must be ${shape.form ?? "of the documented form"}.`)];
}

function listFindings(path: string, value: unknown, shape: ListShape): Finding[] {
  if (!Array.isArray(value)) return wrongType(path, `Array of ${TYPE_NAMES[shape.items.kind]}`);
  const findings = value.flatMap((item: unknown, index) => findingsOf(`${path}.${index}`, item, shape.items));
  if (shape.maxItems !== undefined && value.length > shape.maxItems) {
    const message = `Parameter ${path} must hold at most ${shape.maxItems} items.`;
    findings.push(finding("value", shape.rangeCode ?? "InvalidParameter.OutOfRange", message));
  }
  return findings;
}

/** An empty text, and an empty list where one is required, count as not given. */
function isAbsent(value: unknown, shape: Shape): boolean {
  if (value === undefined || (shape.kind === "text" && value === "")) return true;
  return shape.kind === "list" && shape.required === true && Array.isArray(value) && value.length === 0;
}

function fieldFindings(path: string, value: unknown, shape: Shape): Finding[] {
  if (!isAbsent(value, shape)) return findingsOf(path, value, shape);
  if (shape.required !== true) return [];
  const code = shape.missingCode ?? `MissingParameter.${path.split(".").at(-1) ?? path}`;
  return [finding("missing", code, `The request is missing the required parameter ${path}.`)];
}

function findingsOf(path: string, value: unknown, shape: Shape): Finding[] {
  switch (shape.kind) {
    case "integer":
      return integerFindings(path, value, shape);
    case "text":
      return textFindings(path, value, shape);
    case "list":
      return listFindings(path, value, shape);
    case "object":
      return objectFindings(path, value, shape);
  }
}

function objectFindings(path: string, value: unknown, shape: ObjectShape): Finding[] {
  if (!isObject(value)) return wrongType(path, "Object");
  const given = new Map<string, unknown>(Object.entries(value));
  const prefix = path === "" ? "" : `${path}.`;
  const unknown = [...given.keys()]
    .filter((name) => !Object.hasOwn(shape.fields, name))
    .map((name) => {
      const message = `The parameter ${prefix}${shownName(name)} is not recognized.`;
      return finding("unknown", "UnknownParameter", message);
    });
  const known = Object.entries(shape.fields).flatMap(([name, field]) =>
    fieldFindings(`${prefix}${name}`, given.get(name), field),
  );
  return [...unknown, ...known];
}

/** The first problem the service would answer with: unknown names, then types, then what is missing, then values. */
export function firstProblem(params: Params, shape: ObjectShape): ApiProblem | undefined {
  const findings = objectFindings("", params, shape);
  for (const rank of RANKS) {
    const first = findings.find((candidate) => candidate.rank === rank);
    if (first !== undefined) return { code: first.code, message: first.message };
  }
  return undefined;
}

/** Gives values that came as text their integer types back, where the shape has an integer. */
export function fromText(value: unknown, shape: Shape | undefined): unknown {
  if (shape?.kind === "integer" && typeof value === "string" && /^-?\d{1,20}$/.test(value))
    return Number(value);
  if (shape?.kind === "list" && Array.isArray(value)) {
    return value.map((item: unknown) => fromText(item, shape.items));
  }
  if (shape?.kind !== "object" || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, fromText(field, shape.fields[name])]),
  );
}

const HIDDEN = "***";

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isShownPlain(value: unknown, kind: "integer" | "text"): boolean {
  if (typeof value !== "string") return typeof value !== "object" || value === null;
  return kind === "text" || /^-?\d{1,20}$/.test(value);
}

function shownValue(value: unknown, shape: Shape | undefined): unknown {
  switch (shape?.kind) {
    case undefined:
      return HIDDEN;
    case "integer":
      return isShownPlain(value, shape.kind) ? value : HIDDEN;
    case "text":
      return shape.secret !== true && isShownPlain(value, shape.kind) ? value : HIDDEN;
    case "list":
      return Array.isArray(value) ? value.map((item: unknown) => shownValue(item, shape.items)) : HIDDEN;
    case "object":
      return isObject(value) ? shownFields(value, shape.fields) : HIDDEN;
  }
}

/**
 * Parameters for the call log: `***` where a shape has no place for a value, or one for another type, for what stands in a wrong
 * place may be a secret. Integers may have come as text.
 */
export function shownFields(params: object, fields: ObjectShape["fields"]): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      return [shownName(name), shownValue(value, Object.hasOwn(fields, name) ? fields[name] : undefined)];
    }),
  );
}
