export { createCosHandler, registerCos } from "./routes";
export type { CosAccess, CosHandler, CosOptions } from "./routes";
export { createObjectStore } from "./object-store";
export type { Bucket, ListObjects, ObjectList, ObjectStore, PutObject, StoredObject } from "./object-store";
export { putObject } from "./upload";
export type { UploadObject, UploadResult } from "./upload";
export { sign, verify } from "./signature";
export type { SignatureFault, SignedRequest, Verification } from "./signature";
