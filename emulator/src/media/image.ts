import { createHash } from "node:crypto";

import { flatJpeg } from "./jpeg";
import { flatPng } from "./png";

/**
 * The bytes of an image slice: a complete picture of 64 x 36 pixels in one colour.
 *
 * @param slice.type - the API's `SliceImageType`
 * @param slice.seed - decides the colour: the same seed gives the same bytes
 */
export function imageSlice(slice: { readonly type: "png" | "jpg"; readonly seed: string }): Buffer {
  const hash = createHash("sha256").update(slice.seed).digest();
  const colour = [hash.readUInt8(0), hash.readUInt8(1), hash.readUInt8(2)] as const;
  const image = { width: 64, height: 36, colour };
  return slice.type === "png" ? flatPng(image) : flatJpeg(image);
}
