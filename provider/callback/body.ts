import { InputError } from "../trtc/errors";

/** The largest body that is read, in bytes. TRTC's events have about a thousandth of it. */
export const MAX_BODY_BYTES = 1_048_576;
const MAX_LEVELS = 100;

/** Whether this is a body as it was received; a body parser makes something else of it. */
export function isRawBody(body: unknown): body is Uint8Array | string {
  return typeof body === "string" || body instanceof Uint8Array;
}

/**
 * The bytes of a body; a text is taken as UTF-8.
 *
 * @throws InputError for what is neither bytes nor text
 */
export function bytesOf(rawBody: Uint8Array | string): Uint8Array {
  // not every caller is checked by TypeScript
  const body: unknown = rawBody;
  if (!isRawBody(body))
    throw new InputError(
      `rawBody must be the bytes or the text as received, got ${body === null ? "null" : typeof body}: ` +
        `read it before any body parser does`,
    );
  return typeof body === "string" ? Buffer.from(body) : body;
}

/**
 * The fields of a callback's body: a JSON object of at most 1 MB (1,048,576 bytes) and 100 levels, without a field
 * `__proto__` at any level. Bytes that are no UTF-8 are read as U+FFFD. An integer of 2^53 or more, either way, is the text of its
 * digits: as a number it would be rounded, and two events would be one. Messages hold nothing of the body.
 *
 * @throws InputError for any other body
 */
export function readBody(rawBody: Uint8Array | string): Record<string, unknown> {
  const bytes = bytesOf(rawBody);
  if (bytes.length > MAX_BODY_BYTES)
    throw new InputError(`the body has ${bytes.length} bytes: at most ${MAX_BODY_BYTES} are read`);
  const body = parsed(new TextDecoder().decode(bytes));
  if (!isNode(body) || Array.isArray(body))
    throw new InputError("the body is JSON but no object: an event is one");
  checkLevels(body);
  // an object, and no list, has been seen to be one
  return body as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // few bodies have one; what is no JSON has ended above
    return LONG_DIGITS.test(text) ? JSON.parse(text.replace(TOKEN, exact)) : value;
  } catch {
    // the parser's own message shows a piece of the body
    throw new InputError("the body is not JSON: hand it over byte for byte as received");
  }
}

/** Integers that a number cannot hold have 16 digits or more. */
const LONG_DIGITS = /\d{16}/;
/** Texts of JSON with what stands between them, or a number of 16 characters or more: digits of a text are not taken for one. */
const TOKEN = /(?:"[^"\\]*(?:\\.[^"\\]*)*"[^"\d-]*)+|[-+.eE\d]{16,}/g;
const LONG_INTEGER = /^-?\d{16,}$/;

function exact(token: string): string {
  return LONG_INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
}

function isNode(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Level by level: a body of many levels must not use up the stack. */
function checkLevels(body: object): void {
  let nodes = [body];
  for (let level = 1; nodes.length > 0; level++) {
    if (level > MAX_LEVELS) throw new InputError(`the body has more than ${MAX_LEVELS} levels`);
    if (nodes.some((node) => Object.hasOwn(node, "__proto__")))
      throw new InputError("the body has a field __proto__");
    nodes = nodes.flatMap((node) => Object.values(node).filter(isNode));
  }
}
