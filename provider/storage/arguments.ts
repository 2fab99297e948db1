import { EVENTS_FOLDER } from "../callback/event-key";
import { checkedArguments } from "../component/arguments";
import { knownValue, problem, shown } from "../resource/schema";
import type { Bag, ObjectProperty, Property, Rule } from "../resource/schema";
import { KEY_VERSIONS_ROW } from "./rotation";
import type { OnDestroy } from "./slice-storage";

/** Rows that both storages have. */
export const STORAGE_ROWS = {
  fileNamePrefix: {
    type: "array",
    maxItems: 8,
    items: {
      type: "string",
      pattern: "^[A-Za-z0-9_-]{1,64}$",
      allowed: "1 to 64 letters, digits, _ and -",
      cure: "give each folder of the prefix as an item of its own, without slashes",
    },
    default: ["slices"],
    allowed: "a list of 1 to 8 folder names",
    cure: 'give a list such as ["prod", "classroom"]',
  },
  wholeBucket: { type: "boolean", default: false, cure: "give true to let the key write anywhere" },
  keyVersions: KEY_VERSIONS_ROW,
  readForMp4: {
    type: "boolean",
    default: false,
    cure: "give true where recordings become MP4, whose HLS files TRTC reads back",
  },
} as const satisfies Record<string, Property>;

/** Rows of a bucket that the component makes. */
export const BUCKET_ROWS = {
  versioning: { type: "boolean", cure: "give true or false" },
  expireAfterDays: {
    type: "integer",
    minimum: 1,
    maximum: 36_500,
    allowed: "a whole number from 1 to 36500 (days)",
    cure: "choose after how many days slices are deleted, or leave it out to keep them",
  },
  onDestroy: {
    type: "string",
    enum: ["refuse", "retain", "empty"],
    default: "refuse",
    cure: "choose what destroy does with a bucket that holds slices",
  },
} as const satisfies Record<string, Property>;

/** The rows that differ between the storages. */
export interface StorageRows {
  /** Of any bucket. */
  any: Readonly<Record<string, Property>>;
  /** Of a bucket that the component makes: among them its name. */
  made: Readonly<Record<string, Property>> & { bucketName: Property };
  /** Of a bucket that is there already. */
  existing: Readonly<Record<string, Property>> & { bucket: Property };
  /** What an existing bucket cannot be without. @default - nothing but its name */
  required?: readonly string[];
}

/** The table for these arguments: what does not go together is left no room. */
export function storageSchema(
  { any, made, existing, required = [] }: StorageRows,
  args: Bag,
): ObjectProperty {
  const table = { type: "object", additionalProperties: false } as const;
  const shared = { ...STORAGE_ROWS, ...any };
  const ofNew = { ...BUCKET_ROWS, ...made };
  if (args["bucket"] !== undefined) {
    const kept = leftOut("bucket", "an existing bucket keeps its own settings, remove one of the two");
    const none = Object.fromEntries(Object.keys(ofNew).map((key) => [key, kept]));
    return { ...table, required, properties: { ...shared, ...existing, ...none } };
  }
  if (args["wholeBucket"] !== true) return { ...table, properties: { ...shared, ...ofNew } };
  // a lifecycle rule cannot leave a folder out
  const expireAfterDays = leftOut(
    "wholeBucket",
    `name the folders to expire in fileNamePrefix, or ${EVENTS_FOLDER} would expire with them`,
  );
  return { ...table, properties: { ...shared, ...ofNew, expireAfterDays } };
}

/** A row that no value fits. */
function leftOut(beside: string, cure: string): Property {
  return { type: "string", minLength: 1, maxLength: 0, allowed: `nothing beside ${beside}`, cure };
}

/** The arguments of a storage that are plain, with the defaults written out. */
export interface CheckedStorage {
  /** Empty for a whole bucket. */
  fileNamePrefix: string[];
  keyVersions: [number] | [number, number];
  readForMp4: boolean;
  /** Absent for an existing bucket. */
  onDestroy?: OnDestroy;
  bucketName?: string;
  versioning?: boolean;
  expireAfterDays?: number;
  tags?: Record<string, string>;
}

/** The version of the key that is used. */
export function lastVersion({ keyVersions }: CheckedStorage): number {
  const [first, last = first] = keyVersions;
  return last;
}

/** The arguments of a storage component with the defaults written out, as `checkedArguments`. */
export function checkedStorage(
  component: string,
  { schema, rules = [], args }: { schema: ObjectProperty; rules?: readonly Rule[]; args: Bag },
): Bag {
  const isWhole = args["wholeBucket"] === true && args["fileNamePrefix"] === undefined;
  return checkedArguments(component, {
    schema,
    rules: [prefixRule, ...rules],
    args: { ...args, ...(isWhole && { fileNamePrefix: [] }) },
  });
}

const prefixRule: Rule = (inputs) => {
  const prefix: unknown = knownValue(inputs, "fileNamePrefix");
  const wholeBucket = knownValue(inputs, "wholeBucket") === true;
  if (!Array.isArray(prefix)) return undefined;
  const first: unknown = prefix[0];
  if (prefix.length === 0 && !wholeBucket)
    return problem(
      "fileNamePrefix",
      "an empty list",
      "at least one folder",
      "name a folder, or give wholeBucket: true to let the key write anywhere",
    );
  if (prefix.length > 0 && wholeBucket)
    return problem(
      "wholeBucket",
      "true beside fileNamePrefix",
      "one of the two",
      "remove the one that is not meant",
    );
  if (first !== EVENTS_FOLDER) return undefined;
  return problem(
    "fileNamePrefix.0",
    shown(first),
    `any folder but ${EVENTS_FOLDER}`,
    "choose another one: the callback endpoint keeps its events there",
  );
};
