/** Inputs or outputs of a resource, without secret wrappers. */
export type Properties = Record<string, unknown>;

/** The properties that are known: true for a value of any form, else those inside an object or inside a list's objects. */
export interface Shape {
  readonly [property: string]: true | Shape;
}

/** How one type of resource is kept in AWS. Nothing here sees an unknown value. */
export interface ResourceType {
  inputs: Shape;
  /** Outputs beside the inputs: unknown until the resource is made. */
  outputs: readonly string[];
  /** Inputs that make a new resource when they change. */
  replaces: readonly string[];
  defaults?: Properties;
  /** The input that is made of the logical name when it is left out. */
  autoName?: string;
  /** Properties that AWS does not give back: state keeps them. */
  kept?: readonly string[];
  /** Outputs that are secret. */
  secrets?: readonly string[];
  /** Makes the resource; `state` is what AWS says this once only. */
  create(inputs: Properties): Promise<{ id: string; state?: Properties }>;
  /** The id and the properties as AWS has them; undefined when the resource is gone. */
  read(id: string, state: Properties): Promise<{ id: string; state: Properties } | undefined>;
  update?(id: string, olds: Properties, news: Properties): Promise<void>;
  /** May fail with a code among those that say that the resource is gone. */
  delete(id: string, state: Properties): Promise<void>;
}

/** `text(inputs, "bucket")`: a property that has to be a string. */
export function text(properties: Properties, name: string): string {
  const value = properties[name];
  if (typeof value !== "string") throw new Error(`aws test plugin: "${name}" is not a string`);
  return value;
}

/** A property that may be absent, as in `optionalText(inputs, "description")`. */
export function optionalText(properties: Properties, name: string): string | undefined {
  return properties[name] === undefined ? undefined : text(properties, name);
}

/** Tags as AWS lists them. */
export function tagList(tags: unknown): { Key: string; Value: string }[] {
  // tags are a map of strings in every type
  return Object.entries((tags ?? {}) as Record<string, string>).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags as Pulumi maps them, under the two names that they have in outputs. */
export function tagsOf(list: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): {
  tags: Properties;
  tagsAll: Properties;
} {
  const tags = Object.fromEntries(list.map(({ Key = "", Value = "" }) => [Key, Value]));
  return { tags, tagsAll: tags };
}

/** What to set and what to take away, so that the new tags stand where the old ones did. */
export function tagChanges(
  olds: unknown,
  news: unknown,
): { Tags: ReturnType<typeof tagList>; TagKeys: string[] } {
  const Tags = tagList(news);
  const wanted = new Set(Tags.map(({ Key }) => Key));
  const TagKeys = tagList(olds)
    .map(({ Key }) => Key)
    .filter((key) => !wanted.has(key));
  return { Tags, TagKeys };
}

/** The text in state when AWS has the same JSON in other words, else what AWS has. */
export function sameJson(inState: unknown, real: string): string {
  if (typeof inState !== "string") return real;
  try {
    return isSame(JSON.parse(inState), JSON.parse(real)) ? inState : real;
  } catch {
    return real;
  }
}

/** Deep equality in which the order of keys does not count, and absent, empty and false are one. */
export function isSame(a: unknown, b: unknown): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isSame(a[key], b[key]));
  }
  return a === b;
}

/** Whether nothing is in a value but absent settings. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Paths of the properties that a shape does not have, such as `rules[0].transitions`. */
export function unknownPaths(value: unknown, shape: true | Shape, path = ""): string[] {
  if (shape === true) return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => unknownPaths(item, shape, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const known = shape[name];
    return known === undefined ? [at] : unknownPaths(inner, known, at);
  });
}
