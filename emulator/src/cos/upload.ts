import { request as httpRequest } from "node:http";
import { types } from "node:util";

import { percentEncode, sign } from "./signature";
import { asRecord, readXml } from "./xml";

export interface UploadObject {
  /** Where COS answers, `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly secretId: string;
  readonly secretKey: string;
  /** Gives it up. */
  readonly signal?: AbortSignal;
  /** For the whole answer. @default 10000 */
  readonly timeoutMs?: number;
}

export type UploadResult =
  | { readonly ok: true; readonly etag: string }
  | {
      readonly ok: false;
      /** HTTP status; 0 when no answer came. */
      readonly status: number;
      /** COS's error code; `RequestFailed` when no answer came. */
      readonly code: string;
      readonly message: string;
    };

interface Answer {
  readonly status: number;
  readonly etag: string;
  readonly body: string;
}

/** By node:http and not fetch, which would resolve the segments "." and ".." of a key. */
function send(path: string, headers: Record<string, string>, upload: UploadObject): Promise<Answer> {
  const url = new URL(upload.endpoint);
  const { signal, timeoutMs = 10_000 } = upload;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: url.hostname,
        port: url.port,
        method: "PUT",
        path,
        headers,
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
            body: Buffer.concat(chunks).toString(),
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
    outgoing.end(upload.body);
  });
}

function refusal(answer: Answer): UploadResult {
  const error = asRecord(readXml(answer.body)?.["Error"]);
  const text = (name: string): string => (typeof error[name] === "string" ? error[name] : "");
  return {
    ok: false,
    status: answer.status,
    code: text("Code") || `Http${answer.status}`,
    message: text("Message"),
  };
}

/**
 * Puts one object over HTTP as an outside writer would: signed with the keys given, path style under the region's host name, so
 * that a bucket of another region is not found. Never throws; no key is in what it returns.
 */
export async function putObject(upload: UploadObject): Promise<UploadResult> {
  try {
    const answer = await sendSigned(upload);
    return answer.status === 200 ? { ok: true, etag: answer.etag } : refusal(answer);
  } catch (error) {
    const message = types.isNativeError(error) ? error.message : String(error);
    return { ok: false, status: 0, code: "RequestFailed", message };
  }
}

function sendSigned(upload: UploadObject): Promise<Answer> {
  const headers = {
    host: `cos.${upload.region}.myqcloud.com`,
    "content-length": String(upload.body.length),
    "content-type": upload.contentType,
  };
  const authorization = sign(
    { method: "PUT", path: `/${upload.bucket}/${upload.key}`, query: new Map(), headers },
    { secretId: upload.secretId, secretKey: upload.secretKey, now: Date.now() },
  );
  const path = `/${upload.bucket}/${upload.key.split("/").map(percentEncode).join("/")}`;
  return send(path, { ...headers, authorization }, upload);
}
