import { createHash } from "node:crypto";

import { crc64 } from "./crc64";

/** A bucket; its name, with the account's APPID at the end, is unique over all regions. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: Date;
}

/** One stored object as a GET or HEAD answers it. */
export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  /** The other headers that are kept and given back: `cache-control`, `content-disposition`, …, `x-cos-meta-*`; lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** MD5 of the body in hex, in double quotes. */
  readonly etag: string;
  /** Unsigned decimal, see {@link crc64}. */
  readonly crc64: string;
  readonly lastModified: Date;
}

export interface PutObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  /** @default "application/octet-stream" */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Store nothing when the key is taken. @default false */
  readonly forbidOverwrite?: boolean;
}

export interface ListObjects {
  readonly bucket: string;
  /** Only keys that start so. @default "" */
  readonly prefix?: string;
  /** Keys that have it after the prefix are answered as one common prefix. @default - every key is answered */
  readonly delimiter?: string;
  /** Only what comes after it in the order of UTF-8 bytes. @default "" */
  readonly marker?: string;
  /** Keys and common prefixes together. @default 1000 */
  readonly maxKeys?: number;
}

export interface ObjectList {
  readonly objects: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix of this page, when there is more. */
  readonly nextMarker?: string;
}

/** What a call says instead of its result when the bucket is not there. */
export type NoSuchBucket = "NoSuchBucket";

/** Buckets and objects in memory. Every method is synchronous, so that a put and its check are one step. */
export interface ObjectStore {
  /** The new bucket, or undefined when the name is taken. */
  createBucket(bucket: { readonly name: string; readonly region: string }): Bucket | undefined;
  bucket(name: string): Bucket | undefined;
  /** In order of name. */
  buckets(): readonly Bucket[];
  deleteBucket(name: string): "deleted" | NoSuchBucket | "BucketNotEmpty";
  put(object: PutObject): StoredObject | NoSuchBucket | "FileAlreadyExists";
  /** The object, or undefined when bucket or key is not there. */
  get(address: { readonly bucket: string; readonly key: string }): StoredObject | undefined;
  /** Whether there was such an object. */
  delete(address: { readonly bucket: string; readonly key: string }): boolean;
  list(query: ListObjects): ObjectList | NoSuchBucket;
  /** Forgets every bucket and object. */
  clear(): void;
}

interface Shelf {
  readonly bucket: Bucket;
  readonly objects: Map<string, StoredObject>;
}

/** COS lists in the order of UTF-8 bytes, which is not JavaScript's order of UTF-16 units. */
function compareUtf8(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === "") return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}

function pageOf(all: readonly StoredObject[], query: ListObjects): ObjectList {
  const { prefix = "", delimiter = "", marker = "", maxKeys = 1000 } = query;
  const objects: StoredObject[] = [];
  const commonPrefixes: string[] = [];
  let last = "";
  for (const object of all) {
    if (!object.key.startsWith(prefix)) continue;
    const commonPrefix = commonPrefixOf(object.key, prefix, delimiter);
    const entry = commonPrefix ?? object.key;
    if (compareUtf8(entry, marker) <= 0 || entry === commonPrefixes.at(-1)) continue;
    // no marker leads on from a page of nothing
    if (maxKeys === 0) break;
    if (objects.length + commonPrefixes.length >= maxKeys)
      return { objects, commonPrefixes, nextMarker: last };
    if (commonPrefix === undefined) objects.push(object);
    else commonPrefixes.push(commonPrefix);
    last = entry;
  }
  return { objects, commonPrefixes };
}

/**
 * An empty store.
 *
 * @param options.now - the clock for creation and modification times, milliseconds. @default Date.now
 */
export function createObjectStore(options: { readonly now?: () => number } = {}): ObjectStore {
  const now = options.now ?? Date.now;
  const shelves = new Map<string, Shelf>();

  function createBucket({
    name,
    region,
  }: {
    readonly name: string;
    readonly region: string;
  }): Bucket | undefined {
    if (shelves.has(name)) return undefined;
    const bucket = { name, region, createdAt: new Date(now()) };
    shelves.set(name, { bucket, objects: new Map() });
    return bucket;
  }

  function deleteBucket(name: string): "deleted" | NoSuchBucket | "BucketNotEmpty" {
    const shelf = shelves.get(name);
    if (shelf === undefined) return "NoSuchBucket";
    if (shelf.objects.size > 0) return "BucketNotEmpty";
    shelves.delete(name);
    return "deleted";
  }

  function put(object: PutObject): StoredObject | NoSuchBucket | "FileAlreadyExists" {
    const shelf = shelves.get(object.bucket);
    if (shelf === undefined) return "NoSuchBucket";
    if (object.forbidOverwrite === true && shelf.objects.has(object.key)) return "FileAlreadyExists";
    const stored: StoredObject = {
      key: object.key,
      body: object.body,
      contentType: object.contentType ?? "application/octet-stream",
      headers: object.headers ?? {},
      etag: `"${createHash("md5").update(object.body).digest("hex")}"`,
      crc64: crc64(object.body),
      lastModified: new Date(now()),
    };
    shelf.objects.set(object.key, stored);
    return stored;
  }

  function list(query: ListObjects): ObjectList | NoSuchBucket {
    const shelf = shelves.get(query.bucket);
    if (shelf === undefined) return "NoSuchBucket";
    return pageOf(
      [...shelf.objects.values()].sort((left, right) => compareUtf8(left.key, right.key)),
      query,
    );
  }

  return {
    createBucket,
    bucket: (name) => shelves.get(name)?.bucket,
    buckets: () =>
      [...shelves.values()]
        .map((shelf) => shelf.bucket)
        .sort((left, right) => compareUtf8(left.name, right.name)),
    deleteBucket,
    put,
    get: ({ bucket, key }) => shelves.get(bucket)?.objects.get(key),
    delete: ({ bucket, key }) => shelves.get(bucket)?.objects.delete(key) ?? false,
    list,
    clear: () => shelves.clear(),
  };
}
