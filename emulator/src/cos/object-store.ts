import type { Acl } from "./acl";
import { crc64 } from "./crc64";
import { compareUtf8, pageOf } from "./listing";
import type { Page, PageQuery } from "./listing";
import { createUploads, etagOf } from "./uploads";
import type { Uploads } from "./uploads";
import { currentObject, NULL_VERSION, objectOf, versionIdOf, withVersion } from "./version";
import type { History, StoredObject, Version } from "./version";

/** Once it was enabled, a bucket's versioning can be suspended and not taken back. */
export type Versioning = "Enabled" | "Suspended";

/** A bucket; its name, with the account's APPID at the end, is unique over all regions. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: Date;
  readonly acl: Acl;
  /** Undefined while it was never enabled. */
  readonly versioning?: Versioning;
}

export interface PutObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  /** @default "application/octet-stream" */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - that of the bucket */
  readonly acl?: Acl;
  /** Of an object that came in parts. @default - the MD5 of the body */
  readonly etag?: string;
  /** Store nothing when the key is taken; void on a bucket that ever had versioning, as the vendor says. @default false */
  readonly forbidOverwrite?: boolean;
}

export interface ListObjects extends Omit<PageQuery<StoredObject>, "follows"> {
  readonly bucket: string;
}

export interface ObjectList {
  readonly objects: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix of this page, when there is more. */
  readonly nextMarker?: string;
}

export interface ListVersions extends Omit<PageQuery<Version>, "follows"> {
  readonly bucket: string;
  /** With it, the list goes on within the key that is the marker. @default - with the next key */
  readonly versionIdMarker?: string;
}

export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
  /** One version of the key. @default - the newest */
  readonly versionId?: string | undefined;
}

export interface SettingAddress {
  readonly bucket: string;
  /** Of the bucket's sub-resource, for example `lifecycle`. */
  readonly name: string;
}

/** What a call says instead of its result when the bucket is not there. */
export type NoSuchBucket = "NoSuchBucket";

/** Buckets and objects in memory. Every method is synchronous, so that a put and its check are one step. */
export interface ObjectStore {
  /** The new bucket, or undefined when the name is taken. */
  createBucket(bucket: {
    readonly name: string;
    readonly region: string;
    /** @default "private" */
    readonly acl?: Acl;
  }): Bucket | undefined;
  bucket(name: string): Bucket | undefined;
  /** In order of name. */
  buckets(): readonly Bucket[];
  changeBucket(name: string, changes: { readonly acl?: Acl; readonly versioning?: Versioning }): void;
  /** Refused while any version, delete marker or unfinished upload is in it. */
  deleteBucket(name: string): "deleted" | NoSuchBucket | "BucketNotEmpty";
  /** The document of a bucket's sub-resource, as a GET answers it. */
  setting(address: SettingAddress): string | undefined;
  putSetting(setting: SettingAddress & { readonly text: string }): void;
  deleteSetting(address: SettingAddress): void;
  put(object: PutObject): StoredObject | NoSuchBucket | "FileAlreadyExists";
  /** The object, or undefined when bucket, key or version is not there or is a delete marker. */
  get(address: ObjectAddress): StoredObject | undefined;
  /** The same, or a delete marker. */
  version(address: ObjectAddress): Version | undefined;
  /** The version or object that is gone, or the delete marker that was put; undefined when there was nothing. */
  delete(address: ObjectAddress): Version | undefined;
  list(query: ListObjects): ObjectList | NoSuchBucket;
  /** By key, newest first. */
  versions(query: ListVersions): Page<Version> | NoSuchBucket;
  /** The unfinished uploads of a bucket. */
  uploads(bucket: string): Uploads | undefined;
  /** Forgets every bucket and object. */
  clear(): void;
}

interface Shelf {
  bucket: Bucket;
  readonly histories: Map<string, History>;
  readonly settings: Map<string, string>;
  readonly uploads: Uploads;
}

function sortedVersions(shelf: Shelf): Version[] {
  return [...shelf.histories]
    .sort(([left], [right]) => compareUtf8(left, right))
    .flatMap(([, history]) => history);
}

/** Whether a version comes after the one of an id in the history of its key. */
function followsVersion(shelf: Shelf, versionId: string): (version: Version) => boolean {
  return (version) => {
    const history = shelf.histories.get(version.key) ?? [];
    const marked = history.findIndex((other) => other.versionId === versionId);
    return marked !== -1 && history.indexOf(version) > marked;
  };
}

/**
 * An empty store.
 *
 * @param options.now - the clock for creation and modification times, milliseconds. @default Date.now
 */
export function createObjectStore(options: { readonly now?: () => number } = {}): ObjectStore {
  const now = options.now ?? Date.now;
  const shelves = new Map<string, Shelf>();
  let versionCount = 0;

  function createBucket({ name, region, acl = "private" }: Parameters<ObjectStore["createBucket"]>[0]) {
    if (shelves.has(name)) return undefined;
    const bucket: Bucket = { name, region, createdAt: new Date(now()), acl };
    shelves.set(name, { bucket, histories: new Map(), settings: new Map(), uploads: createUploads(now) });
    return bucket;
  }

  function deleteBucket(name: string): "deleted" | NoSuchBucket | "BucketNotEmpty" {
    const shelf = shelves.get(name);
    if (shelf === undefined) return "NoSuchBucket";
    if (shelf.histories.size > 0 || !shelf.uploads.isEmpty()) return "BucketNotEmpty";
    shelves.delete(name);
    return "deleted";
  }

  function changeBucket(name: string, changes: Parameters<ObjectStore["changeBucket"]>[1]): void {
    const shelf = shelves.get(name);
    if (shelf !== undefined) shelf.bucket = { ...shelf.bucket, ...changes };
  }

  function nextVersionId({ bucket }: Shelf): string {
    if (bucket.versioning !== "Enabled") return NULL_VERSION;
    versionCount += 1;
    return versionIdOf(versionCount);
  }

  function add(shelf: Shelf, version: Version): void {
    shelf.histories.set(version.key, withVersion(shelf.histories.get(version.key) ?? [], version));
  }

  function put(object: PutObject): StoredObject | NoSuchBucket | "FileAlreadyExists" {
    const shelf = shelves.get(object.bucket);
    if (shelf === undefined) return "NoSuchBucket";
    const mayForbid = shelf.bucket.versioning === undefined;
    if (object.forbidOverwrite === true && mayForbid && shelf.histories.has(object.key))
      return "FileAlreadyExists";
    const stored: StoredObject = {
      key: object.key,
      body: object.body,
      contentType: object.contentType ?? "application/octet-stream",
      headers: object.headers ?? {},
      etag: object.etag ?? etagOf(object.body),
      crc64: crc64(object.body),
      lastModified: new Date(now()),
      versionId: nextVersionId(shelf),
      ...(object.acl === undefined ? {} : { acl: object.acl }),
    };
    add(shelf, stored);
    return stored;
  }

  function version({ bucket, key, versionId }: ObjectAddress): Version | undefined {
    const history = shelves.get(bucket)?.histories.get(key);
    return versionId === undefined ? history?.[0] : history?.find((one) => one.versionId === versionId);
  }

  function removeVersion(shelf: Shelf, { key, versionId }: ObjectAddress): Version | undefined {
    const history = shelf.histories.get(key) ?? [];
    const kept = history.filter((one) => one.versionId !== versionId);
    if (kept.length === 0) shelf.histories.delete(key);
    else shelf.histories.set(key, kept);
    return history.find((one) => one.versionId === versionId);
  }

  function remove(address: ObjectAddress): Version | undefined {
    const shelf = shelves.get(address.bucket);
    if (shelf === undefined) return undefined;
    const { key } = address;
    if (address.versionId !== undefined) return removeVersion(shelf, address);
    if (shelf.bucket.versioning === undefined) {
      return removeVersion(shelf, { ...address, versionId: NULL_VERSION });
    }
    const versionId = nextVersionId(shelf);
    const marker: Version = { key, versionId, lastModified: new Date(now()), deleteMarker: true };
    add(shelf, marker);
    return marker;
  }

  function list(query: ListObjects): ObjectList | NoSuchBucket {
    const shelf = shelves.get(query.bucket);
    if (shelf === undefined) return "NoSuchBucket";
    const current = [...shelf.histories.values()]
      .flatMap((history) => currentObject(history) ?? [])
      .sort((left, right) => compareUtf8(left.key, right.key));
    const { entries, commonPrefixes, next } = pageOf(current, query);
    return {
      objects: entries,
      commonPrefixes,
      ...(next === undefined ? {} : { nextMarker: next.marker }),
    };
  }

  function versions({ versionIdMarker, ...query }: ListVersions): Page<Version> | NoSuchBucket {
    const shelf = shelves.get(query.bucket);
    if (shelf === undefined) return "NoSuchBucket";
    const follows = versionIdMarker === undefined ? () => false : followsVersion(shelf, versionIdMarker);
    return pageOf(sortedVersions(shelf), { ...query, follows });
  }

  return {
    createBucket,
    bucket: (name) => shelves.get(name)?.bucket,
    buckets: () =>
      [...shelves.values()]
        .map((shelf) => shelf.bucket)
        .sort((left, right) => compareUtf8(left.name, right.name)),
    changeBucket,
    deleteBucket,
    setting: ({ bucket, name }) => shelves.get(bucket)?.settings.get(name),
    putSetting: ({ bucket, name, text }) => void shelves.get(bucket)?.settings.set(name, text),
    deleteSetting: ({ bucket, name }) => void shelves.get(bucket)?.settings.delete(name),
    put,
    get: (address) => objectOf(version(address)),
    version,
    delete: remove,
    list,
    versions,
    uploads: (bucket) => shelves.get(bucket)?.uploads,
    clear: () => shelves.clear(),
  };
}
