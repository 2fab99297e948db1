import { isBag, UNKNOWN } from "../resource/schema";
import type { Bag } from "../resource/schema";

/** A resource as its program asks for it. */
export interface StackResource {
  urn: string;
  type: string;
  name: string;
  /** Inputs as they were checked, plain; `UNKNOWN` stands for what is only known later. */
  inputs: Bag;
  /** URNs of the resources that a property's value comes from, by property. */
  sources: Readonly<Record<string, readonly string[]>>;
}

/** The name of the stack that a resource is in. */
export function stackOf(urn: string): string {
  return (urn.split("::")[0] ?? "").replace(/^urn:pulumi:/, "");
}

/** True for a resource somewhere below a component of one of these types. */
export function isInside(urn: string, components: readonly string[]): boolean {
  const above = (urn.split("::")[2] ?? "").split("$").slice(0, -1);
  return above.some((type) => components.includes(type));
}

export function ofType(resources: readonly StackResource[], ...types: string[]): StackResource[] {
  return resources.filter(({ type }) => types.includes(type));
}

/** Properties as plain data, with `UNKNOWN` where reading them throws: so a policy is told what is only known later. */
export function plainInputs(props: object): Bag {
  return Object.fromEntries(Object.keys(props).map((key) => [key, plainAt(props, key)]));
}

function plainAt(parent: object, key: string | number): unknown {
  let value: unknown;
  try {
    value = Reflect.get(parent, key);
  } catch {
    return UNKNOWN;
  }
  if (Array.isArray(value)) {
    const list = value;
    // going through the list would read its items
    return Array.from({ length: list.length }, (_item, index) => plainAt(list, index));
  }
  return isBag(value) ? plainInputs(value) : value;
}

/** The value at a path such as `storage.bucket`: `UNKNOWN` where it, or something above it, is only known later. */
export function inputAt({ inputs }: Pick<StackResource, "inputs">, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) => (value === UNKNOWN ? UNKNOWN : isBag(value) ? value[key] : undefined),
      inputs,
    );
}

/** The objects in a list at a path; none where it is absent or only known later. */
export function itemsAt(resource: Pick<StackResource, "inputs">, path: string): Bag[] {
  const list = inputAt(resource, path);
  return Array.isArray(list) ? list.filter(isBag) : [];
}

/** A value as one of a list: policies and settings take both. */
export function listed(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** True when two properties, a text or a list each, have one in common, or come from the same resource where one is only known later. */
export function areSame(
  [one, property]: readonly [StackResource, string],
  [other, otherProperty]: readonly [StackResource, string],
): boolean {
  const values = listed(inputAt(one, property));
  const otherValues = listed(inputAt(other, otherProperty));
  if (values.some((value) => isText(value) && otherValues.includes(value))) return true;
  if (![...values, ...otherValues].includes(UNKNOWN)) return false;
  const sources = one.sources[property] ?? [];
  return (other.sources[otherProperty] ?? []).some((urn) => sources.includes(urn));
}

/** True for a text that is known. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== UNKNOWN;
}
