import type { CosCall } from "./call";
import { percentEncode } from "./signature";

/** The most that one page holds. */
const MAX_KEYS = 1000;

export interface PageQuery<Entry> {
  /** Only keys that start so. @default "" */
  readonly prefix?: string;
  /** Keys that have it after the prefix are answered as one common prefix. @default - every key is answered */
  readonly delimiter?: string;
  /** Only what comes after it in the order of UTF-8 bytes. @default "" */
  readonly marker?: string;
  /** Which of the entries whose key is the marker come after it. @default - none */
  readonly follows?: (entry: Entry) => boolean;
  /** Entries and common prefixes together. @default 1000 */
  readonly maxKeys?: number;
}

export interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page goes on, when there is more. */
  readonly next?: {
    /** The last key or common prefix of this page. */
    readonly marker: string;
    /** Undefined when a common prefix is the last. */
    readonly entry: Entry | undefined;
  };
}

/** COS lists in the order of UTF-8 bytes, which is not JavaScript's order of UTF-16 units. */
export function compareUtf8(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === "") return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}

/** One page of a list. @param all - in order of key */
export function pageOf<Entry extends { readonly key: string }>(
  all: readonly Entry[],
  query: PageQuery<Entry>,
): Page<Entry> {
  const { prefix = "", delimiter = "", marker = "", follows = () => false, maxKeys = MAX_KEYS } = query;
  const entries: Entry[] = [];
  const commonPrefixes: string[] = [];
  let last: { marker: string; entry: Entry | undefined } = { marker: "", entry: undefined };
  for (const entry of all) {
    if (!entry.key.startsWith(prefix)) continue;
    const commonPrefix = commonPrefixOf(entry.key, prefix, delimiter);
    const name = commonPrefix ?? entry.key;
    const order = compareUtf8(name, marker);
    if (order < 0 || name === commonPrefixes.at(-1)) continue;
    if (order === 0 && (commonPrefix !== undefined || !follows(entry))) continue;
    // no marker leads on from a page of nothing
    if (maxKeys === 0) break;
    if (entries.length + commonPrefixes.length >= maxKeys) return { entries, commonPrefixes, next: last };
    if (commonPrefix === undefined) entries.push(entry);
    else commonPrefixes.push(commonPrefix);
    last = { marker: name, entry: commonPrefix === undefined ? entry : undefined };
  }
  return { entries, commonPrefixes };
}

/** What every list of a bucket is asked with. */
export interface ListingQuery {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  /** `url`, or undefined. */
  readonly encodingType: "url" | undefined;
  /** A key as the answer writes it. */
  readonly encode: (text: string) => string;
}

function encodedKey(key: string): string {
  return key.split("/").map(percentEncode).join("/");
}

/** Reads what lists have in common. @param limit - the parameter that limits a page, such as `max-keys` */
export function listingQueryOf({ query, address }: CosCall, limit: string): ListingQuery | "InvalidArgument" {
  const maxKeys = query.get(limit) ?? String(MAX_KEYS);
  if (!/^\d{1,9}$/.test(maxKeys)) return "InvalidArgument";
  const encodingType = query.get("encoding-type") ?? "";
  if (encodingType !== "" && encodingType !== "url") return "InvalidArgument";
  return {
    bucket: address.bucket,
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    maxKeys: Math.min(Number(maxKeys), MAX_KEYS),
    encodingType: encodingType === "url" ? "url" : undefined,
    encode: encodingType === "url" ? encodedKey : (text) => text,
  };
}
