import { createHash } from "node:crypto";

import type { CosCall } from "./call";

/**
 * What is wrong with a `Content-MD5` header, if anything.
 *
 * @param contentMd5 - base64 of the 16 bytes
 */
export function contentMd5Fault(contentMd5: string, body: Buffer): "InvalidDigest" | "BadDigest" | undefined {
  if (!/^[A-Za-z0-9+/]{22}==$/.test(contentMd5)) return "InvalidDigest";
  return createHash("md5").update(body).digest("base64") === contentMd5 ? undefined : "BadDigest";
}

/** What is wrong with the `Content-MD5` header of a request that may go without. */
export function sentMd5Fault({
  headers,
  body,
}: Pick<CosCall, "headers" | "body">): ReturnType<typeof contentMd5Fault> {
  const contentMd5 = headers["content-md5"];
  return contentMd5 === undefined ? undefined : contentMd5Fault(contentMd5, body);
}
