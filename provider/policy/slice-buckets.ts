import { COS_BUCKET, S3_BUCKETS, STORAGES } from "./resource-types";
import { inputAt, isInside, isText, ofType } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { TASKS } from "./task-types";

/** A bucket of the stack that slices go to, or recordings, or what moderation keeps. */
export interface SliceBucket {
  bucket: StackResource;
  /** What the keys of files start with, of each task whose folders are known. */
  folders: string[];
}

/** The buckets that the stack makes and tasks write to: those of a storage component, and those that a task names. */
export function sliceBuckets(resources: readonly StackResource[]): SliceBucket[] {
  const tasks = ofType(resources, ...TASKS);
  return ofType(resources, COS_BUCKET, ...S3_BUCKETS).flatMap((bucket) => {
    const writers = tasks.filter((task) => names(task, "storage.bucket", bucket));
    if (writers.length === 0 && !isInside(bucket.urn, STORAGES)) return [];
    return [{ bucket, folders: writers.flatMap(folderOf) }];
  });
}

/** True when a property is the name of a bucket; by what it comes from where it is only known later. */
export function names(resource: StackResource, path: string, bucket: StackResource): boolean {
  const name = inputAt(resource, path);
  const given = inputAt(bucket, "bucket");
  // COS appends the APPID to a name without it
  if (isText(name) && isText(given)) return name === given || (isCos(bucket) && withoutAppId(name) === given);
  const [property = ""] = path.split(".");
  return resource.sources[property]?.includes(bucket.urn) ?? false;
}

export function isCos({ type }: Pick<StackResource, "type">): boolean {
  return type === COS_BUCKET;
}

function withoutAppId(name: string): string {
  return name.replace(/-\d+$/, "");
}

function folderOf(task: StackResource): string[] {
  const folders = inputAt(task, "storage.fileNamePrefix") ?? [];
  if (!Array.isArray(folders) || !folders.every(isText)) return [];
  return [[...folders, ""].join("/")];
}
