import { createHmac, timingSafeEqual } from "node:crypto";

import { InputError } from "../trtc/errors";
import { bytesOf } from "./body";

const KEY = /^[A-Za-z0-9]{1,32}$/;

/**
 * The `Sign` header of a callback: base64 of HMAC-SHA256 over the body byte for byte
 * (https://www.tencentcloud.com/document/product/647/39558).
 *
 * @throws InputError for a key that the console would not take, and for a body that is neither bytes nor text
 */
export function sign(rawBody: Uint8Array | string, key: string): string {
  checkKeys([key]);
  return signed(bytesOf(rawBody), key);
}

/**
 * True when the `Sign` header was made of exactly these bytes with one of the keys; during a rotation give the new key and
 * the old one. Every key is tried, and the texts are compared in constant time, so that neither the answer's time nor another
 * spelling of the same base64 helps anyone. A Sign that is missing, empty or of any other form does not fit.
 *
 * @param rawBody - the body as received, before any body parser: JSON written out again has other bytes
 * @throws InputError when there is no key or one that the console would not take, so that a key that was forgotten cannot
 * pass for a check, and for a body that is neither bytes nor text
 *
 * @example
 * ```ts
 * if (!verify(rawBody, request.headers.sign, [key, previousKey])) return reply(401);
 * ```
 */
export function verify(
  rawBody: Uint8Array | string,
  signature: string | undefined,
  keys: readonly string[],
): boolean {
  checkKeys(keys);
  const bytes = bytesOf(rawBody);
  // not every caller is checked by TypeScript: a header may be a list
  const given = Buffer.from(typeof signature === "string" ? signature : "");
  const fits = keys.map((key) => {
    const expected = Buffer.from(signed(bytes, key));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return fits.includes(true);
}

/**
 * Refuses what can be no list of callback keys: none at all, or one that is not 1 to 32 of A-Z, a-z, 0-9, as the console
 * takes them (https://www.tencentcloud.com/document/product/647/39559).
 *
 * @throws InputError that shows no key
 */
export function checkKeys(keys: readonly string[]): void {
  // a text would pass for the list of its letters
  const list: unknown = keys;
  if (!Array.isArray(list) || list.length === 0)
    throw new InputError(
      "keys must be a list of one callback key or more: give the key that the console has",
    );
  list.forEach((key: unknown, index) => {
    if (typeof key === "string" && KEY.test(key)) return;
    const given = typeof key === "string" ? `a text of ${key.length} characters` : typeof key;
    throw new InputError(
      `keys[${index}] must be 1 to 32 of A-Z, a-z, 0-9, got ${given}: give the key that the console has`,
    );
  });
}

function signed(bytes: Uint8Array, key: string): string {
  return createHmac("sha256", key).update(bytes).digest("base64");
}
