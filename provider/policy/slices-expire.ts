import { isBag, UNKNOWN } from "../resource/schema";
import type { Bag } from "../resource/schema";
import { stackPolicy } from "./policy";
import type { SettingRows, Violation } from "./policy";
import { S3_LIFECYCLES } from "./resource-types";
import { isCos, names, sliceBuckets } from "./slice-buckets";
import type { SliceBucket } from "./slice-buckets";
import { inputAt, isText, itemsAt, ofType } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { tagOf } from "./tags";

interface Settings {
  tag: string;
  value: string;
}

const settings: SettingRows = {
  tag: {
    type: "string",
    minLength: 1,
    default: "retention",
    allowed: "the name of the tag that says that files are kept",
    cure: "give the tag's name",
  },
  value: {
    type: "string",
    minLength: 1,
    default: "keep-for-ever",
    allowed: "the value of that tag",
    cure: "give the tag's value",
  },
};

/** Slices and all other files of tasks are recordings of people: how long they are kept is said, not forgotten. */
export const slicesExpire = stackPolicy<Settings>({
  name: "slices-expire",
  description:
    "A bucket that the stack makes for files of tasks lets them expire, or says by a tag that they are kept.",
  remediationSteps: "Set expireAfterDays on the storage, or the tag that says that files are kept.",
  settings,
  ofStack: keptBuckets,
});

/** Buckets whose files are kept without a word. */
function keptBuckets(resources: readonly StackResource[], { tag, value }: Settings): Violation[] {
  return sliceBuckets(resources)
    .filter((found) => {
      const given = tagOf(found.bucket, tag);
      return given !== value && given !== UNKNOWN && !allExpire(found, resources);
    })
    .map(({ bucket: { urn, name } }) => ({
      urn,
      message: `${name} keeps files of tasks for ever, allowed is a lifecycle rule that expires them or the tag ${tag} = ${value}: set expireAfterDays, or the tag`,
    }));
}

function allExpire({ bucket, folders }: SliceBucket, resources: readonly StackResource[]): boolean {
  const expired = isCos(bucket) ? cosPrefixes(bucket) : s3Prefixes(bucket, resources);
  if (expired === UNKNOWN) return true;
  // where no task says so, the folders of the files are not known
  if (folders.length === 0) return expired.length > 0;
  return folders.every((folder) => expired.some((prefix) => folder.startsWith(prefix)));
}

/** What the keys of objects that expire start with; `UNKNOWN` when that is only known later. */
type Prefixes = string[] | typeof UNKNOWN;

function cosPrefixes(bucket: StackResource): Prefixes {
  if (inputAt(bucket, "lifecycleRules") === UNKNOWN) return UNKNOWN;
  const rules = itemsAt(bucket, "lifecycleRules").filter((rule) => rule["expireAfterDays"] !== undefined);
  return prefixesOf(rules.map((rule) => rule["prefix"]));
}

function s3Prefixes(bucket: StackResource, resources: readonly StackResource[]): Prefixes {
  const lifecycles = ofType(resources, ...S3_LIFECYCLES).filter((lifecycle) =>
    names(lifecycle, "bucket", bucket),
  );
  if (lifecycles.some((lifecycle) => inputAt(lifecycle, "rules") === UNKNOWN)) return UNKNOWN;
  const rules = lifecycles.flatMap((lifecycle) => itemsAt(lifecycle, "rules")).filter(expires);
  // the older form, in the bucket itself
  const inBucket = itemsAt(bucket, "lifecycleRules").filter(
    (rule) => rule["enabled"] === true && hasEnd(rule) && rule["tags"] === undefined,
  );
  return prefixesOf([...rules.map(prefixOf), ...inBucket.map((rule) => rule["prefix"])]);
}

function expires(rule: Bag): boolean {
  const chooses = ["filter", "filter.and"].some((path) => choosesByMore(inputAt({ inputs: rule }, path)));
  return rule["status"] === "Enabled" && hasEnd(rule) && !chooses;
}

function hasEnd(rule: Bag): boolean {
  return ["expiration.days", "expiration.date"].some((path) => inputAt({ inputs: rule }, path) !== undefined);
}

/** True for a filter that takes some of the objects below a prefix. */
function choosesByMore(filter: unknown): boolean {
  // the provider's own marks begin with two underscores
  return isBag(filter) && Object.keys(filter).some((key) => !/^(prefix|and|__.*)$/.test(key));
}

function prefixOf(rule: Bag): unknown {
  const at = (path: string) => inputAt({ inputs: rule }, path);
  return at("filter.prefix") ?? at("filter.and.prefix") ?? at("prefix");
}

function prefixesOf(prefixes: readonly unknown[]): Prefixes {
  if (prefixes.includes(UNKNOWN)) return UNKNOWN;
  return prefixes.map((prefix) => (isText(prefix) ? prefix : ""));
}
