import { MAX_BODY_BYTES } from "../body";
import type { CallbackHandler } from "../handler";

/**
 * Callbacks to a server that takes a web `Request` and answers a `Response`. Reads the body itself, at most 1 MB and a byte: a
 * request whose body was read before is answered with 500, and `log` of the handler says why.
 *
 * @example
 * ```ts
 * export const POST = webAdapter(createHandler({ keys: [key], sdkAppIds: [1400000001], onEvent }));
 * ```
 */
export function webAdapter(handle: CallbackHandler): (request: Request) => Promise<Response> {
  return async (request) => {
    const { status, headers, body } = await handle({
      method: request.method,
      headers: Object.fromEntries(request.headers),
      // the handler says what is wrong with a body that was read before
      body: (request.bodyUsed ? null : await readBytes(request)) as Uint8Array,
    });
    return new Response(body, { status, headers });
  };
}

/** The body, or as much of it as shows that it is too long, or as came before the client went. */
async function readBytes(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stream: AsyncIterable<Uint8Array> | null = request.body;
  try {
    for await (const chunk of stream ?? []) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_BODY_BYTES) break;
    }
  } catch {
    // whatever is answered, nobody is there to read it
  }
  return Buffer.concat(chunks);
}
