import type { Output } from "@pulumi/pulumi";
import type { S3SliceStorage, S3SliceStorageArgs } from "../../../../provider/aws/s3-slice-storage";
import type { ossTarget } from "../../../../provider/storage/oss-target";
import type { SliceStorage, SliceStorageArgs, SliceTarget } from "../../../../provider/storage/slice-storage";
import type { CloudSliceTaskArgs } from "../../../../provider/task/cloud-slice-task";
import type { CosSliceStorage, CosSliceStorageArgs } from "../../../../provider/tencent/cos-slice-storage";

/** True when one type fits another. */
type Fits<A, B> = [A] extends [B] ? true : false;

type Storage = CloudSliceTaskArgs["storage"];

/** What every storage has, whatever store its target is in. */
type Shared<Component extends SliceStorage> = Omit<Pick<Component, keyof SliceStorage>, "target"> & {
  target: Omit<Component["target"], "vendor">;
};

test("both components are storages, of which nothing but the store in the target differs", () => {
  const fit: [Fits<S3SliceStorage, SliceStorage>, Fits<CosSliceStorage, SliceStorage>] = [true, true];
  const same: [
    Fits<SliceStorage, Shared<S3SliceStorage>>,
    Fits<SliceStorage, Shared<CosSliceStorage>>,
    Fits<S3SliceStorage["target"], SliceTarget<"s3">>,
    Fits<CosSliceStorage["target"], SliceTarget<"cos">>,
  ] = [true, true, true, true];
  expect([...fit, ...same]).toHaveLength(6);
});

test("a target of any storage goes straight into a task", () => {
  const fit: [
    Fits<S3SliceStorage["target"], Storage>,
    Fits<CosSliceStorage["target"], Storage>,
    Fits<ReturnType<typeof ossTarget>, Storage>,
    Fits<SliceTarget, Storage>,
  ] = [true, true, true, true];
  const without: [Fits<Omit<SliceTarget, "secretKey">, Storage>, Fits<Omit<SliceTarget, "bucket">, Storage>] =
    [false, false];
  expect([...fit, ...without]).toHaveLength(6);
});

test("folders stand in the clear in a target, and its keys are Outputs, which may be secret", () => {
  const clear: Fits<SliceTarget["fileNamePrefix"], string[]> = true;
  const keys: Fits<SliceTarget["accessKey" | "secretKey"], Output<string>> = true;
  const plainKey: Fits<string, SliceTarget["secretKey"]> = false;
  expect([clear, keys, plainKey]).toEqual([true, true, false]);
});

test("a target says that its key may read, or says nothing", () => {
  const says: Fits<true, SliceTarget["readForMp4"]> = true;
  const denies: Fits<false, SliceTarget["readForMp4"]> = false;
  expect([says, denies]).toEqual([true, false]);
});

test("folders or a whole bucket are given, never both", () => {
  const folders: Fits<{ fileNamePrefix: string[]; keyVersions: number[] }, SliceStorageArgs> = true;
  const whole: Fits<{ wholeBucket: true }, SliceStorageArgs> = true;
  const both: Fits<{ fileNamePrefix: string[]; wholeBucket: true }, SliceStorageArgs> = false;
  expect([folders, whole, both]).toEqual([true, true, false]);
});

test("a new bucket's arguments do not compile beside an existing bucket", () => {
  const existing = { bucket: "media-1250000000", region: "ap-singapore" } as const;
  const args: [S3SliceStorageArgs, CosSliceStorageArgs] = [{ bucket: "media" }, existing];
  // @ts-expect-error an existing bucket keeps its own settings
  const s3: S3SliceStorageArgs = { bucket: "media", versioning: true };
  // @ts-expect-error and is not destroyed
  const cos: CosSliceStorageArgs = { ...existing, onDestroy: "empty" };
  expect([...args, s3, cos]).toHaveLength(4);
});
