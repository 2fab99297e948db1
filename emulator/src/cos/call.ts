import type { CosFault } from "./errors";
import type { ObjectStore } from "./object-store";

/** The bucket and object a request names. */
export interface CosAddress {
  /** "" for the service itself. */
  readonly bucket: string;
  /** Of the host; undefined when the host names none, as 127.0.0.1 does. */
  readonly region: string | undefined;
  /** "" for the bucket itself. */
  readonly key: string;
}

/** A COS request, authenticated or not, free of the HTTP library. */
export interface CosCall {
  /** Upper case. */
  readonly method: string;
  /** As sent, with port. */
  readonly host: string;
  /** Percent-decoded, without query. */
  readonly path: string;
  /** Percent-decoded. */
  readonly query: ReadonlyMap<string, string>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly address: CosAddress;
}

export interface CosAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** XML when a string. Of a HEAD only the length is sent. */
  readonly body?: Buffer | string;
}

/** A refusal that tells more than its fault. */
export interface CosRefusal {
  readonly fault: CosFault;
  readonly headers?: Readonly<Record<string, string>>;
}

export type CosOutcome = CosAnswer | CosRefusal | CosFault;

/** What an operation works with. */
export interface CosContext {
  readonly store: ObjectStore;
  /** Whether the sender may do it to an object of the bucket; asked by operations on several objects. */
  readonly may: (action: string, key: string) => boolean;
  /** Where a bucket is created when the host names no region. */
  readonly defaultRegion: string;
}

/** An operation answers, or names the fault; the address was checked before. */
export type CosOperation = (call: CosCall, context: CosContext) => CosOutcome;

const COS_DOMAIN = String.raw`\.cos(?:-internal)?\.([a-z0-9-]+)\.(?:myqcloud\.com|tencentcos\.cn|localhost)(?::\d+)?$`;
const BUCKET_HOST = new RegExp(String.raw`^([a-z0-9-]+-\d+)${COS_DOMAIN}`);
const REGION_HOST = new RegExp(`^${COS_DOMAIN.slice(2)}`);
const BUCKET_ON_LOCALHOST = /^([a-z0-9-]+-\d+)\.localhost(?::\d+)?$/;

/**
 * Virtual-host style when the host is a bucket's own, path style on every other host.
 * `localhost` may stand for COS's own domains, for clients that take the host from a template.
 *
 * Source: https://www.tencentcloud.com/document/product/436/6224
 */
export function addressOf(host: string, path: string): CosAddress {
  const name = host.toLowerCase();
  const [, ownBucket, ownRegion] = BUCKET_HOST.exec(name) ?? BUCKET_ON_LOCALHOST.exec(name) ?? [];
  if (ownBucket !== undefined) return { bucket: ownBucket, region: ownRegion, key: path.slice(1) };
  const [, region] = REGION_HOST.exec(name) ?? [];
  const end = path.indexOf("/", 1);
  if (end === -1) return { bucket: path.slice(1), region, key: "" };
  return { bucket: path.slice(1, end), region, key: path.slice(end + 1) };
}

/** The path, percent-decoded, also of the whole URL that a proxy is sent; undefined when it is not valid UTF-8. */
export function pathOf(target: string): string | undefined {
  const [encoded = ""] = target.replace(/^https?:\/\/[^/?]*/, "").split("?", 1);
  return percentDecode(encoded === "" ? "/" : encoded);
}

/** The query parameters, "+" read as a space as Python's clients write it; undefined when one is not valid UTF-8. */
export function queryOf(target: string): ReadonlyMap<string, string> | undefined {
  const query = new Map<string, string>();
  const start = target.indexOf("?");
  for (const pair of start === -1 ? [] : target.slice(start + 1).split("&")) {
    if (pair === "") continue;
    const parts = pair.split("=").map((part) => percentDecode(part.replaceAll("+", " ")));
    if (parts.includes(undefined)) return undefined;
    const [name = "", ...value] = parts;
    query.set(name, value.join("="));
  }
  return query;
}

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
