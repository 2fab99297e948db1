import { request as requestHttp } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";

export interface PostRequest {
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Milliseconds for the whole answer. */
  timeoutMs: number;
}

/** What a request came to, with the milliseconds it took. */
export type Outcome =
  | {
      kind: "answered";
      status: number;
      body: string;
      /** Of status line, headers and body together. */
      bytes: number;
      /** Where a redirect points to. */
      location: string | undefined;
      ms: number;
    }
  | { kind: "late"; ms: number }
  /** Node's code or OpenSSL's: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  | { kind: "failed"; code: string; ms: number };

/** More of an answer is not read. */
const MAX_BODY_BYTES = 65_536;

/** Sends one POST on a connection of its own, as TRTC does: no proxy, no redirect followed, no second try. Never throws. */
export async function post(url: URL, { headers, body, timeoutMs }: PostRequest): Promise<Outcome> {
  const begun = performance.now();
  const ms = () => Math.round(performance.now() - begun);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const send = url.protocol === "https:" ? requestHttps : requestHttp;
      const sent = send(url, { method: "POST", headers, agent: false, signal }, resolve);
      sent.on("error", reject);
      sent.end(body);
    });
    const content = await contentOf(response);
    return {
      kind: "answered",
      status: response.statusCode ?? 0,
      body: content.toString(),
      bytes: headBytes(response) + content.length,
      location: response.headers.location,
      ms: ms(),
    };
  } catch (error) {
    if (signal.aborted) return { kind: "late", ms: ms() };
    const code: unknown = typeof error === "object" && error !== null && Reflect.get(error, "code");
    return { kind: "failed", code: typeof code === "string" ? code : "unknown error", ms: ms() };
  }
}

async function contentOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    // a response without an encoding gives buffers
    const bytes = chunk as Buffer;
    chunks.push(bytes);
    length += bytes.length;
    if (length > MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function headBytes({ httpVersion, statusCode, statusMessage, rawHeaders }: IncomingMessage): number {
  const statusLine = `HTTP/${httpVersion} ${String(statusCode)} ${String(statusMessage)}\r\n`;
  // each name and each value is followed by two characters
  const headers = rawHeaders.map((text) => `${text}\r\n`).join("");
  return Buffer.byteLength(`${statusLine}${headers}\r\n`);
}
