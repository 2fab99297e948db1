import { request as httpRequest } from "node:http";
import { types } from "node:util";

import { percentEncode, sign } from "./signature";
import { asRecord, readXml } from "./xml";

/** One object, and the key to sign with. */
export interface ObjectAddress {
  /** Where COS answers, `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly key: string;
  readonly secretId: string;
  readonly secretKey: string;
  /** Gives it up. */
  readonly signal?: AbortSignal;
  /** For the whole answer. @default 10000 */
  readonly timeoutMs?: number;
}

/** What an outside caller sends. */
export interface ObjectRequest {
  readonly method: "GET" | "PUT";
  /** Beside the host. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface ObjectAnswer {
  readonly status: number;
  readonly etag: string;
  readonly body: Buffer;
}

/** What COS, or nobody, said against a request. */
export interface ObjectRefusal {
  readonly ok: false;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** COS's error code; `RequestFailed` when no answer came. */
  readonly code: string;
  readonly message: string;
}

/**
 * Sends a request over HTTP as an outside caller would: signed with the keys given, path style under the region's host name, so
 * that a bucket of another region is not found. By node:http and not fetch, which would resolve the segments "." and ".." of a key.
 */
export function sendObjectRequest(address: ObjectAddress, request: ObjectRequest): Promise<ObjectAnswer> {
  const { endpoint, region, bucket, key, signal, timeoutMs = 10_000 } = address;
  const { method, body } = request;
  const url = new URL(endpoint);
  const headers = { host: `cos.${region}.myqcloud.com`, ...request.headers };
  const authorization = sign(
    { method, path: `/${bucket}/${key}`, query: new Map(), headers },
    { secretId: address.secretId, secretKey: address.secretKey, now: Date.now() },
  );
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: url.hostname,
        port: url.port,
        method,
        path: `/${bucket}/${key.split("/").map(percentEncode).join("/")}`,
        headers: { ...headers, authorization },
        ...(signal === undefined ? {} : { signal }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            etag: response.headers.etag ?? "",
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    const limit = setTimeout(() => {
      reject(new Error(`no answer within ${timeoutMs} ms`));
      outgoing.destroy();
    }, timeoutMs);
    outgoing.on("close", () => clearTimeout(limit));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

export function refusalOf({ status, body }: ObjectAnswer): ObjectRefusal {
  const error = asRecord(readXml(body.toString())?.["Error"]);
  const text = (name: string): string => (typeof error[name] === "string" ? error[name] : "");
  return { ok: false, status, code: text("Code") || `Http${status}`, message: text("Message") };
}

/** No answer came. */
export function failureOf(error: unknown): ObjectRefusal {
  const message = types.isNativeError(error) ? error.message : String(error);
  return { ok: false, status: 0, code: "RequestFailed", message };
}
