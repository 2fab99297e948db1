export { buildObjectKey, parseObjectKey } from "./object-key";
export type { OtherKey, ParseObjectKeyOptions, SliceKey, SliceKeyParts } from "./object-key";
export { InputError } from "../trtc/errors";
