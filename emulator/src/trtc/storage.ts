import { integerAt, textAt } from "../api/params";
import type { Params } from "../api/service";
import { textsAt } from "./params";

/** Where a task writes, with which keys. */
export interface TaskStorage {
  readonly vendor: "cos" | "s3" | "oss";
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly fileNamePrefix: readonly string[];
}

const VENDORS = ["cos", "s3", "oss"] as const;

/** A validated CloudSliceStorage, CloudStorage or CloudModerationStorage. */
export function storageOf(storage: Params): TaskStorage {
  return {
    vendor: VENDORS[integerAt(storage, "Vendor") ?? 0] ?? "cos",
    region: textAt(storage, "Region"),
    bucket: textAt(storage, "Bucket"),
    accessKey: textAt(storage, "AccessKey"),
    secretKey: textAt(storage, "SecretKey"),
    fileNamePrefix: textsAt(storage, "FileNamePrefix"),
  };
}

/** A storage as control calls show it: without the keys. */
export type StorageView = Omit<TaskStorage, "accessKey" | "secretKey">;

export function storageView({ vendor, region, bucket, fileNamePrefix }: TaskStorage): StorageView {
  return { vendor, region, bucket, fileNamePrefix };
}
