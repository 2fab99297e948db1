export { registerCos } from "./routes";
export type { CosOptions } from "./routes";
export { createObjectStore } from "./object-store";
export type { ListObjects, ObjectStore } from "./object-store";
export { isBucketName } from "./bucket";
export { COS_ACTIONS } from "./operations";
export { putObject } from "./upload";
export { sign, verify } from "./signature";
export type { SignedRequest } from "./signature";
