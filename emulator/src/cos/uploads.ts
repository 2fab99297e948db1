import { createHash, randomBytes } from "node:crypto";

import type { Acl } from "./acl";
import { compareUtf8, pageOf } from "./listing";
import type { Page, PageQuery } from "./listing";

/** A part of an unfinished upload. */
export interface Part {
  readonly partNumber: number;
  readonly body: Buffer;
  /** MD5 of the body in hex, in double quotes. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** What the object of an upload will have beside its body. */
export interface NewUpload {
  readonly key: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly acl?: Acl;
}

/** An upload that was begun and neither completed nor aborted. */
export interface Upload extends NewUpload {
  readonly uploadId: string;
  readonly initiated: Date;
  /** In order of number. */
  readonly parts: readonly Part[];
}

export interface UploadAddress {
  readonly key: string;
  readonly uploadId: string;
}

/** The unfinished uploads of one bucket. */
export interface Uploads {
  initiate(upload: NewUpload): Upload;
  get(address: UploadAddress): Upload | undefined;
  /** A part of the same number is replaced; undefined when there is no such upload. */
  putPart(part: UploadAddress & { readonly partNumber: number; readonly body: Buffer }): Part | undefined;
  /** Forgets it, completed or aborted; whether there was such an upload. */
  end(address: UploadAddress): boolean;
  /** In order of key, then of id. */
  list(query: PageQuery<Upload>): Page<Upload>;
  isEmpty(): boolean;
}

/** The hex MD5 of bytes in double quotes, as ETags are. */
export function etagOf(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

/** The ETag of an object that came in parts: the MD5 of the parts' MD5s, and how many there are. */
export function multipartEtagOf(parts: readonly Part[]): string {
  const digests = parts.map(({ etag }) => Buffer.from(etag.slice(1, -1), "hex"));
  return `${etagOf(Buffer.concat(digests)).slice(0, -1)}-${parts.length}"`;
}

/** No upload yet. @param now - the clock, milliseconds */
export function createUploads(now: () => number): Uploads {
  const uploads = new Map<string, Upload>();

  function get({ key, uploadId }: UploadAddress): Upload | undefined {
    const upload = uploads.get(uploadId);
    return upload?.key === key ? upload : undefined;
  }

  function initiate(begun: NewUpload): Upload {
    const uploadId = `${Math.floor(now() / 1000)}${randomBytes(32).toString("hex")}`;
    const upload = { ...begun, uploadId, initiated: new Date(now()), parts: [] };
    uploads.set(uploadId, upload);
    return upload;
  }

  function putPart({
    partNumber,
    body,
    ...address
  }: UploadAddress & { readonly partNumber: number; readonly body: Buffer }): Part | undefined {
    const upload = get(address);
    if (upload === undefined) return undefined;
    const part = { partNumber, body, etag: etagOf(body), lastModified: new Date(now()) };
    const parts = [...upload.parts.filter((other) => other.partNumber !== partNumber), part];
    parts.sort((left, right) => left.partNumber - right.partNumber);
    uploads.set(upload.uploadId, { ...upload, parts });
    return part;
  }

  const sorted = (): Upload[] =>
    [...uploads.values()].sort(
      (left, right) => compareUtf8(left.key, right.key) || compareUtf8(left.uploadId, right.uploadId),
    );

  return {
    initiate,
    get,
    putPart,
    end: (address) => get(address) !== undefined && uploads.delete(address.uploadId),
    list: (query) => pageOf(sorted(), query),
    isEmpty: () => uploads.size === 0,
  };
}
