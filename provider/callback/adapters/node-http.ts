import type { IncomingMessage, ServerResponse } from "node:http";

import { MAX_BODY_BYTES } from "../body";
import type { CallbackHandler } from "../handler";

/**
 * Callbacks to a server of `node:http`, to Express, and to an SCF web function. Reads the body itself, at most 1 MB and a byte: in
 * Express it stands before any body parser, or behind `express.raw()`; behind another parser it answers 500, and `log` of the handler
 * says why. Never throws, and answers nothing to a client that has gone.
 *
 * @example
 * ```ts
 * createServer(nodeAdapter(handle)).listen(8080);
 * ```
 * @example Express
 * ```ts
 * app.post("/trtc", nodeAdapter(handle));
 * app.use(express.json());
 * ```
 */
export function nodeAdapter(
  handle: CallbackHandler,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(handle, request, response).catch(() => response.destroy());
  };
}

async function answer(
  handle: CallbackHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = request.readableEnded ? parsedBody(request) : await readBytes(request);
  if (body === undefined) return;
  const {
    status,
    headers,
    body: text,
  } = await handle({
    method: request.method ?? "",
    // request.headers keeps one Sign of two
    headers: request.headersDistinct,
    // the handler says what is wrong with what a body parser made
    body: body as Uint8Array,
  });
  // what was not read must not be taken for the next request
  if (!request.readableEnded) response.setHeader("connection", "close");
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) }).end(text);
}

/** What a body parser left; null for nothing. */
function parsedBody(request: IncomingMessage): unknown {
  return "body" in request ? (request.body ?? null) : null;
}

/** The body, or as much of it as shows that it is too long; undefined when the client has gone. */
function readBytes(request: IncomingMessage): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) return;
      request.pause();
      resolve(Buffer.concat(chunks));
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => resolve(undefined));
    request.on("close", () => resolve(undefined));
    if (request.destroyed) resolve(undefined);
  });
}
