import { shownName } from "./error";
import type { ApiProblem } from "./error";
import type { Params } from "./service";

/** What a parameter must be, in the words of the vendor's parameter tables. */
export type Shape = NumberShape | BooleanShape | TextShape | ListShape | ObjectShape;

interface Common {
  readonly required?: boolean;
  /** The code when it is missing. @default "MissingParameter.<its name>" */
  readonly missingCode?: string;
}

type NumberShape = Common & {
  readonly kind: "integer" | "decimal";
  /** The code outside the range, or of none of the values. @default "InvalidParameter.OutOfRange" */
  readonly rangeCode?: string;
} & ({ readonly min: number; readonly max: number } | { readonly oneOf: readonly number[] });

interface BooleanShape extends Common {
  readonly kind: "boolean";
}

interface TextShape extends Common {
  readonly kind: "text";
  readonly pattern?: RegExp;
  /** What the pattern says, in words. */
  readonly form?: string;
  readonly maxBytes?: number;
  readonly oneOf?: readonly string[];
  /** The code of another form, length or value. @default "InvalidParameter" */
  readonly formCode?: string;
  /** Whether the call log shows it as `***`. @default false */
  readonly secret?: boolean;
}

interface ListShape extends Common {
  readonly kind: "list";
  readonly items: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** The code of too few or too many. @default "InvalidParameter.OutOfRange" */
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
const TYPE_NAMES = {
  integer: "Integer",
  decimal: "Float",
  boolean: "Boolean",
  text: "String",
  list: "Array",
  object: "Object",
} as const;

function finding(rank: Rank, code: string, message: string): Finding {
  return { rank, code, message };
}

function wrongType(path: string, type: string): Finding[] {
  return [finding("type", "InvalidParameter", `The type of parameter ${path} must be ${type}.`)];
}

function numberFindings(path: string, value: unknown, shape: NumberShape): Finding[] {
  const fits = shape.kind === "integer" ? Number.isInteger(value) : Number.isFinite(value);
  if (typeof value !== "number" || !fits) return wrongType(path, TYPE_NAMES[shape.kind]);
  const code = shape.rangeCode ?? "InvalidParameter.OutOfRange";
  if ("oneOf" in shape) {
    if (shape.oneOf.includes(value)) return [];
    return [finding("value", code, `Parameter ${path} must be one of ${shape.oneOf.join(", ")}.`)];
  }
  if (value >= shape.min && value <= shape.max) return [];
  return [finding("value", code, `Parameter ${path} must be in the range ${shape.min} to ${shape.max}.`)];
}

function textFindings(path: string, value: unknown, shape: TextShape): Finding[] {
  if (typeof value !== "string") return wrongType(path, "String");
  const code = shape.formCode ?? "InvalidParameter";
  if (shape.maxBytes !== undefined && Buffer.byteLength(value) > shape.maxBytes) {
    return [finding("value", code, `Parameter ${path} must be at most ${shape.maxBytes} bytes long.`)];
  }
  if (shape.oneOf?.includes(value) === false) {
    return [finding("value", code, `Parameter ${path} must be one of ${shape.oneOf.join(", ")}.`)];
  }
  if (shape.pattern === undefined || shape.pattern.test(value)) return [];
  return [finding("value", code, `Parameter ${path} must be ${shape.form ?? "of the documented form"}.`)];
}

function listFindings(path: string, value: unknown, shape: ListShape): Finding[] {
  if (!Array.isArray(value)) return wrongType(path, `Array of ${TYPE_NAMES[shape.items.kind]}`);
  const findings = value.flatMap((item: unknown, index) => findingsOf(`${path}.${index}`, item, shape.items));
  const { minItems = 0, maxItems = Infinity, rangeCode = "InvalidParameter.OutOfRange" } = shape;
  if (value.length < minItems) {
    findings.push(finding("value", rangeCode, `Parameter ${path} must hold at least ${minItems} items.`));
  }
  if (value.length > maxItems) {
    findings.push(finding("value", rangeCode, `Parameter ${path} must hold at most ${maxItems} items.`));
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
    case "decimal":
      return numberFindings(path, value, shape);
    case "boolean":
      return typeof value === "boolean" ? [] : wrongType(path, TYPE_NAMES.boolean);
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

/** How numbers and booleans look as text. */
const PLAIN_TEXT = {
  integer: /^-?\d{1,20}$/,
  decimal: /^-?\d{1,20}(\.\d{1,20})?$/,
  boolean: /^(true|false)$/,
} as const;

/** Gives values that came as text their types back, where the shape has a number or a boolean. */
export function fromText(value: unknown, shape: Shape | undefined): unknown {
  if (shape?.kind === "integer" || shape?.kind === "decimal" || shape?.kind === "boolean") {
    const isPlain = typeof value === "string" && PLAIN_TEXT[shape.kind].test(value);
    if (!isPlain) return value;
    return shape.kind === "boolean" ? value === "true" : Number(value);
  }
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

function isShownPlain(value: unknown, kind: keyof typeof PLAIN_TEXT | "text"): boolean {
  if (typeof value !== "string") return typeof value !== "object" || value === null;
  return kind === "text" || PLAIN_TEXT[kind].test(value);
}

function shownValue(value: unknown, shape: Shape | undefined): unknown {
  switch (shape?.kind) {
    case undefined:
      return HIDDEN;
    case "integer":
    case "decimal":
    case "boolean":
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
