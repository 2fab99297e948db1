import { createHash, createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

/** One object of an S3 API, and what is written there. */
export interface S3Upload {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Gives it up. */
  readonly signal?: AbortSignal;
  /** For the whole answer. @default 10000 */
  readonly timeoutMs?: number;
}

export interface S3Refusal {
  readonly ok: false;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export type S3UploadResult = { readonly ok: true } | S3Refusal;

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

/** RFC 3986 of one path segment, as S3 wants it in the canonical path. */
function encodeSegment(segment: string): string {
  const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(segment).replace(/[!'()*]/g, hex);
}

/** The headers of a request signed by AWS Signature Version 4. */
export function s3Headers(
  upload: S3Upload,
  {
    method = "PUT",
    path,
    time,
  }: { readonly method?: "GET" | "PUT"; readonly path: string; readonly time: Date },
): Readonly<Record<string, string>> {
  const stamp = time.toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${stamp.slice(0, 8)}/${upload.region}/s3/aws4_request`;
  const signed: Readonly<Record<string, string>> = {
    "content-type": upload.contentType,
    host: new URL(upload.endpoint).host,
    "x-amz-content-sha256": sha256(upload.body),
    "x-amz-date": stamp,
  };
  const names = Object.keys(signed).join(";");
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
  const canonical = [method, path, "", lines.join(""), names, signed["x-amz-content-sha256"]].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${upload.secretAccessKey}`);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", stamp, scope, sha256(canonical)].join("\n")).toString(
    "hex",
  );
  const credential = `${upload.accessKeyId}/${scope}`;
  return {
    ...signed,
    "content-length": String(upload.body.length),
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
}

/** Sends one request, path style, signed with the keys given. Never throws; no key is in what it returns. */
export async function sendS3Request(
  upload: S3Upload,
  method: "GET" | "PUT",
): Promise<{ readonly ok: true; readonly body: Buffer } | S3Refusal> {
  try {
    return await send(upload, method);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, status: 0, code: "RequestFailed", message };
  }
}

function send(
  upload: S3Upload,
  method: "GET" | "PUT",
): Promise<{ readonly ok: true; readonly body: Buffer } | S3Refusal> {
  const url = new URL(upload.endpoint);
  const path = `/${upload.bucket}/${upload.key.split("/").map(encodeSegment).join("/")}`;
  const { signal, timeoutMs = 10_000 } = upload;
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: url.hostname,
        port: url.port,
        method,
        path,
        headers: s3Headers(upload, { method, path, time: new Date() }),
        ...(signal === undefined ? {} : { signal }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const status = response.statusCode ?? 0;
          const body = Buffer.concat(chunks);
          const xml = body.toString();
          const code = element(xml, "Code") || `Http${status}`;
          resolve(
            status === 200
              ? { ok: true, body }
              : { ok: false, status, code, message: element(xml, "Message") },
          );
        });
      },
    );
    const limit = setTimeout(() => {
      reject(new Error(`no answer within ${timeoutMs} ms`));
      outgoing.destroy();
    }, timeoutMs);
    outgoing.on("close", () => clearTimeout(limit));
    outgoing.on("error", reject);
    outgoing.end(upload.body);
  });
}

/** Puts one object. Never throws; no key is in what it returns. */
export async function putS3Object(upload: S3Upload): Promise<S3UploadResult> {
  const result = await sendS3Request(upload, "PUT");
  return result.ok ? { ok: true } : result;
}
