import { createHash } from "node:crypto";

import type { CosAnswer, CosCall, CosOutcome, CosRefusal } from "./call";
import type { CosFault } from "./errors";

/**
 * Undoes `aws-chunked`: lines of a size in hex, each followed by so many bytes, up to size 0; what trails is not looked at.
 * Undefined when the body is not of that form.
 */
export function unchunked(body: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf("\r\n", at);
    const line = end === -1 ? "" : body.toString("latin1", at, end);
    const size = /^[0-9a-f]{1,8}$/i.test(line) ? parseInt(line, 16) : undefined;
    if (size === undefined) return undefined;
    if (size === 0) return Buffer.concat(chunks);
    const start = end + 2;
    if (body.toString("latin1", start + size, start + size + 2) !== "\r\n") return undefined;
    chunks.push(body.subarray(start, start + size));
    at = start + size + 2;
  }
}

function cosName(name: string): string {
  return name.replace(/^x-amz-/, "x-cos-");
}

function cosHeaders({ method, headers, body }: CosCall): Record<string, string | undefined> {
  const renamed: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers)) renamed[cosName(name)] = value;
  const encodings = headers["content-encoding"]?.split(",").map((encoding) => encoding.trim()) ?? [];
  renamed["content-encoding"] =
    encodings.filter((encoding) => encoding !== "aws-chunked").join(",") || undefined;
  const isWrite = method === "PUT" || method === "POST";
  if (isWrite && headers["if-none-match"] === "*") renamed["x-cos-forbid-overwrite"] = "true";
  const isCovered = /^[0-9a-f]{64}$/.test(headers["x-amz-content-sha256"] ?? "");
  if (isCovered) renamed["content-md5"] ??= createHash("md5").update(body).digest("base64");
  return renamed;
}

/**
 * A request with an AWS signature in COS's own words: `x-amz-…` headers as `x-cos-…`, `If-None-Match: *` of a write as
 * `x-cos-forbid-overwrite` (void on a bucket that ever had versioning, as that is), the body without its chunks. A digest that
 * the signature covers stands for the Content-MD5, which AWS's SDKs have left out since they have checksums of their own.
 */
export function fromS3(call: CosCall): CosCall | CosFault {
  const payload = call.headers["x-amz-content-sha256"] ?? "";
  if (payload.startsWith("STREAMING-") && payload !== "STREAMING-UNSIGNED-PAYLOAD-TRAILER") {
    return "NotImplemented";
  }
  const body = payload.startsWith("STREAMING-") ? unchunked(call.body) : call.body;
  return body === undefined ? "InvalidArgument" : { ...call, headers: cosHeaders(call), body };
}

function withS3Names<Outcome extends CosAnswer | CosRefusal>(outcome: Outcome): Outcome {
  const headers: Record<string, string> = { ...outcome.headers };
  for (const [name, value] of Object.entries(headers)) headers[name.replace(/^x-cos-/, "x-amz-")] = value;
  return { ...outcome, headers };
}

/** What such a request is answered: the headers under both names, and S3's code for a key that is taken. */
export function toS3(outcome: CosOutcome): CosOutcome {
  if (typeof outcome !== "string") return withS3Names(outcome);
  return outcome === "FileAlreadyExists" ? "PreconditionFailed" : outcome;
}
