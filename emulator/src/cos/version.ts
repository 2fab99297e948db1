import type { Acl } from "./acl";

/** One stored object as a GET or HEAD answers it. */
export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  /** The other headers that are kept and given back: `cache-control`, `content-disposition`, …, `x-cos-meta-*`; lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** MD5 of the body in hex, in double quotes; of the parts' MD5s, with their number, when it came in parts. */
  readonly etag: string;
  /** Unsigned decimal, see `crc64`. */
  readonly crc64: string;
  readonly lastModified: Date;
  /** `null` when it was put while versioning was not on. */
  readonly versionId: string;
  /** The object's own. @default - that of the bucket */
  readonly acl?: Acl;
}

/** What a delete leaves in a bucket with versions. */
export interface DeleteMarker {
  readonly key: string;
  readonly lastModified: Date;
  readonly versionId: string;
  readonly deleteMarker: true;
}

export type Version = StoredObject | DeleteMarker;

/** All there is of one key, newest first; never empty. */
export type History = readonly Version[];

/** The id of a version that was put while versioning was not on. */
export const NULL_VERSION = "null";

/** The history with one more version; there is one `null` version at most. */
export function withVersion(history: History, version: Version): History {
  const kept =
    version.versionId === NULL_VERSION
      ? history.filter(({ versionId }) => versionId !== NULL_VERSION)
      : history;
  return [version, ...kept];
}

/** The object that a GET without version answers, if any. */
export function currentObject(history: History | undefined): StoredObject | undefined {
  return objectOf(history?.[0]);
}

/** The version when it is an object. */
export function objectOf(version: Version | undefined): StoredObject | undefined {
  return version === undefined || "deleteMarker" in version ? undefined : version;
}

/**
 * A version id in COS's form, 20 digits in base64.
 *
 * @param count - of versions so far; each later id is smaller
 */
export function versionIdOf(count: number): string {
  return Buffer.from(String(2n ** 64n - 1n - BigInt(count))).toString("base64url");
}
