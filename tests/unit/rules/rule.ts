import { isBag, knownValue } from "../../../provider/resource/schema";
import type { RecordedResource } from "../provider/recorded-resources";

/** What a rule looks at: a resource as the engine gets it. */
export type Resource = Pick<RecordedResource, "type" | "name" | "inputs">;

/** A rule of checkov 3.3.13 or cdk-nag 3.0.2, or several that ask the same. */
export interface Rule {
  /** Their names for it. */
  ids: readonly string[];
  /** What it asks, and where it asks more than they do. */
  says: string;
  /** Names of the resources that break it. */
  check: (resources: readonly Resource[]) => string[];
}

export const BUCKET = "aws:s3/bucket:Bucket";

export function ofType(resources: readonly Resource[], ...types: string[]): Resource[] {
  return resources.filter(({ type }) => types.includes(type));
}

export function namesOf(resources: readonly Resource[]): string[] {
  return resources.map(({ name }) => name);
}

/** The resources of a type that settle something of a bucket. */
export function settingsOf(resources: readonly Resource[], bucket: Resource, type: string): Resource[] {
  return ofType(resources, type).filter(({ inputs }) => isNameOf(bucket, inputs["bucket"]));
}

/** A name that was not given is the resource's with seven hexadecimal digits behind it. */
function isNameOf({ name, inputs }: Resource, bucket: unknown): boolean {
  if (inputs["bucket"] !== undefined) return inputs["bucket"] === bucket;
  return typeof bucket === "string" && bucket.startsWith(`${name}-`) && /-[0-9a-f]{7}$/.test(bucket);
}

/** A rule that wants of every bucket one resource of a type with settings that pass. */
export function everyBucketHas(type: string, passes: (settings: Resource) => boolean = () => true) {
  return (resources: readonly Resource[]): string[] =>
    namesOf(ofType(resources, BUCKET).filter((bucket) => !settingsOf(resources, bucket, type).some(passes)));
}

/** A rule that wants every resource of a type to pass. */
export function every(type: string, passes: (resource: Resource) => boolean) {
  return (resources: readonly Resource[]): string[] =>
    namesOf(ofType(resources, type).filter((resource) => !passes(resource)));
}

/** The input at a path such as `rule.objectOwnership`. */
export function inputAt({ inputs }: Resource, path: string): unknown {
  return knownValue(inputs, path);
}

/** The items of an input that is a list of objects. */
export function itemsAt(resource: Resource, path: string): Record<string, unknown>[] {
  const list = inputAt(resource, path);
  return Array.isArray(list) ? list.filter(isBag) : [];
}

/** A statement of a policy, with lists where IAM takes one value or a list. */
export interface Statement {
  effect: unknown;
  actions: string[];
  resources: string[];
  principals: string[];
  condition: Record<string, unknown> | undefined;
}

/** The statements of the policy in an input `policy`; one that cannot be read is an error: nothing passes unread. */
export function statementsOf({ name, inputs }: Resource): Statement[] {
  const text = inputs["policy"];
  if (typeof text !== "string") throw new Error(`the policy of ${name} is not known`);
  const document: unknown = JSON.parse(text);
  return listed(knownValue(document, "Statement"))
    .filter(isBag)
    .map((statement) => ({
      effect: statement["Effect"],
      actions: listed(statement["Action"]).map(String),
      resources: listed(statement["Resource"]).map(String),
      principals: principalsOf(statement["Principal"]),
      condition: isBag(statement["Condition"]) ? statement["Condition"] : undefined,
    }));
}

/** Accounts and users; a service is none. */
function principalsOf(principal: unknown): string[] {
  return listed(isBag(principal) ? principal["AWS"] : principal).map(String);
}

function listed(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
