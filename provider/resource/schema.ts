import Ajv from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";

/** What a change of a property does to a running task. */
export type Change =
  /** Modified in place: same TaskId. */
  | "updates"
  /** A new task takes its place. */
  | "replaces"
  /** Accepted without a call; used at refresh or at the next replacement. */
  | "settles";

type TypeName = "integer" | "number" | "string" | "boolean" | "array" | "object";

/** A row of the table that check, diff, the reference docs and the tests read: JSON Schema with a few words of our own. */
export interface Property {
  type: TypeName | readonly TypeName[];
  minimum?: number;
  maximum?: number;
  enum?: readonly (string | number | boolean)[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: true;
  maxProperties?: number;
  /** What the names in a map may be. */
  propertyNames?: Property;
  items?: Property;
  properties?: Readonly<Record<string, Property>>;
  required?: readonly string[];
  /** `false` for an object with fixed fields, a row for a map. */
  additionalProperties?: false | Property;
  default?: string | number | boolean | readonly string[] | readonly number[];
  changes?: Change;
  /** Never shown and never in outputs. */
  secret?: true;
  /** A list whose order and repetitions mean nothing. */
  set?: true;
  unit?:
    | "seconds"
    | "hours"
    | "minutes"
    | "milliseconds"
    | "pixels"
    | "bits a second"
    | "kbit a second"
    | "hertz"
    | "frames a second";
  /** What is allowed, in words, where the limits do not say it themselves. */
  allowed?: string;
  /** What to do about a wrong value. */
  cure?: string;
  /** The vendor's page that the limits come from. */
  page?: string;
}

export interface ObjectProperty extends Property {
  type: "object";
  properties: Readonly<Record<string, Property>>;
}

/** A problem with an argument, in the engine's form. */
export interface CheckFailure {
  /** Path such as `sliceParams.sliceAudio`; empty when no argument is at fault. */
  property: string;
  reason: string;
}

/** What the table cannot say. Gets unchecked inputs: read them with `knownValue`. Old inputs are empty for a new resource. */
export type Rule = (inputs: Bag, oldInputs: Bag) => CheckFailure | readonly CheckFailure[] | undefined;

/** What stands for a value that is only known after other resources exist, whatever its type. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Bag = Record<string, unknown>;

export function isBag(value: unknown): value is Bag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path such as `storage.bucket` or `ttsParam.0.voice`; undefined when it, or something above it, is absent or unknown. */
export function knownValue(inputs: unknown, path: string): unknown {
  const value = path.split(".").reduce<unknown>(childOf, inputs);
  return value === UNKNOWN ? undefined : value;
}

/** The objects in a list that is known, with their paths. */
export function knownItems(inputs: unknown, path: string): { path: string; item: Bag }[] {
  const items = knownValue(inputs, path);
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown, index) => (isBag(item) ? [{ path: `${path}.${index}`, item }] : []));
}

/** The row at a path such as `storage.bucket` or `storage.fileNamePrefix.0`. */
export function propertyAt(schema: Property, path: string): Property | undefined {
  return rowAt(schema, path === "" ? [] : path.split("."));
}

/** As `propertyAt`, for names that may hold dots. */
export function rowAt(schema: Property, keys: readonly string[]): Property | undefined {
  return keys.reduce<Property | undefined>(
    (row, key) => row?.properties?.[key] ?? row?.items ?? (row?.additionalProperties || undefined),
    schema,
  );
}

/** Every row with its path, leaves only: what can change by itself. */
export function leaves(schema: ObjectProperty, path = ""): { path: string; property: Property }[] {
  return Object.entries(schema.properties).flatMap(([key, property]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return isObjectProperty(property) ? leaves(property, at) : [{ path: at, property }];
  });
}

/** Every object with its path whose row says what giving it or leaving it out does, as a whole. */
export function wholes(schema: ObjectProperty, path = ""): { path: string; property: Property }[] {
  return Object.entries(schema.properties).flatMap(([key, property]) => {
    if (!isObjectProperty(property)) return [];
    const at = path === "" ? key : `${path}.${key}`;
    return [...(property.changes === undefined ? [] : [{ path: at, property }]), ...wholes(property, at)];
  });
}

function isObjectProperty(property: Property): property is ObjectProperty {
  return property.type === "object" && property.properties !== undefined;
}

/** Checks inputs against the table: defaults are written into the copy that is returned, unknown values pass untouched. */
export function applySchema(schema: ObjectProperty, given: Bag): { inputs: Bag; failures: CheckFailure[] } {
  const inputs = structuredClone(given);
  const validate = validatorOf(schema);
  validate(inputs);
  const failures = new Map<string, CheckFailure>();
  for (const error of validate.errors ?? []) {
    const failure = failureOf(schema, inputs, error);
    // one problem a property: a wrong type also breaks the pattern
    if (failure !== undefined && !failures.has(failure.property)) failures.set(failure.property, failure);
  }
  return { inputs, failures: [...failures.values()] };
}

/** Inputs with defaults, and the problems of the table and of the rules: one a property. */
export function checkedInputs(
  schema: ObjectProperty,
  rules: readonly Rule[],
  { given, oldInputs }: { given: Bag; oldInputs: Bag },
): { inputs: Bag; failures: CheckFailure[] } {
  const { inputs, failures } = applySchema(schema, given);
  const faulty = new Set(failures.map(({ property }) => property));
  for (const rule of rules) {
    const found = [rule(inputs, oldInputs) ?? []].flat();
    failures.push(...found.filter(({ property }) => !faulty.has(property)));
  }
  return { inputs, failures };
}

/** A sentence that names the property, what was given, what is allowed and what to do. */
export function problem(path: string, given: string, allowed: string, cure: string): CheckFailure {
  return { property: path, reason: `${path} is ${given}, allowed is ${allowed}: ${cure}` };
}

/** A value as a message shows it: a secret never, a long text cut. */
export function shown(value: unknown, property?: Property): string {
  if (property?.secret) {
    if (Array.isArray(value)) return `a list of ${value.length}`;
    return typeof value === "string" ? `a secret of ${value.length} characters` : "a secret";
  }
  if (typeof value === "string") {
    // what was to be an object with secrets may be that object as JSON
    if (property !== undefined && holdsSecret(property)) return `a text of ${value.length} characters`;
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  }
  if (Array.isArray(value)) return isShortList(value) ? JSON.stringify(value) : `a list of ${value.length}`;
  if (isBag(value)) return "an object";
  return String(value);
}

function isShortList(list: readonly unknown[]): boolean {
  return list.length > 0 && list.length <= 4 && list.every((item) => typeof item === "number");
}

/** Whether a value, or one of its fields, is a secret. */
export function holdsSecret(property: Property): boolean {
  return property.secret === true || Object.values(property.properties ?? {}).some(holdsSecret);
}

/** What the table allows, in words. */
export function allowedText(property: Property): string {
  if (property.allowed !== undefined) return property.allowed;
  if (property.enum !== undefined) return property.enum.map((word) => JSON.stringify(word)).join(" or ");
  switch (property.type) {
    case "string":
      return "a text that is not empty";
    case "boolean":
      return "true or false";
    case "integer":
    case "number":
      return `a ${property.type === "integer" ? "whole " : ""}number from ${property.minimum} to ${property.maximum}${property.unit ? ` (${property.unit})` : ""}`;
    case "array":
      return property.maxItems === undefined ? "a list" : `a list of at most ${property.maxItems}`;
    case "object":
      return `an object with ${Object.keys(property.properties ?? {}).join(", ")}`;
    default:
      return property.type.join(" or ");
  }
}

function failureOf(schema: Property, inputs: Bag, error: ErrorObject): CheckFailure | undefined {
  // a name in a map may hold dots and slashes
  const keys = error.instancePath
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  // said by the error of the name itself
  if (error.keyword === "propertyNames") return undefined;
  const at = keys.join(".");
  const below = (key: string) => (at === "" ? key : `${at}.${key}`);
  if (error.keyword === "required") {
    const missing = String(error.params["missingProperty"]);
    const path = below(missing);
    const property = rowAt(schema, [...keys, missing]) ?? schema;
    return {
      property: path,
      reason: `${path} is missing, allowed is ${allowedText(property)}: ${property.cure ?? "give it"}`,
    };
  }
  if (error.keyword === "additionalProperties") {
    const path = below(String(error.params["additionalProperty"]));
    const known = Object.keys(rowAt(schema, keys)?.properties ?? {}).join(", ");
    return {
      property: path,
      reason: `${path} is not an argument, allowed here are ${known}: correct or remove it`,
    };
  }
  if (error.propertyName !== undefined) {
    const names = rowAt(schema, keys)?.propertyNames;
    return (
      names &&
      problem(below(error.propertyName), "a name", allowedText(names), names.cure ?? "choose another")
    );
  }
  const value = keys.reduce<unknown>(childOf, inputs);
  const property = rowAt(schema, keys);
  if (value === UNKNOWN || property === undefined) return undefined;
  // a secret that is undefined arrives as null
  if (value === null)
    return {
      property: at,
      reason: `${at} is missing, allowed is ${allowedText(property)}: ${property.cure ?? "give it"}`,
    };
  return problem(at, shown(value, property), allowedText(property), property.cure ?? "give one of these");
}

function childOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isBag(value) ? value[key] : undefined;
}

const validators = new WeakMap<ObjectProperty, ValidateFunction>();

function validatorOf(schema: ObjectProperty): ValidateFunction {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const ajv = new Ajv({ allErrors: true, useDefaults: true, allowUnionTypes: true, unicodeRegExp: true });
  ajv.addVocabulary(["changes", "secret", "set", "unit", "allowed", "cure", "page"]);
  const validate = ajv.compile(schema);
  validators.set(schema, validate);
  return validate;
}
