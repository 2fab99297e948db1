import type { Input, Output } from "@pulumi/pulumi";

/**
 * Where a task writes its files: fits straight into `storage:`. A plain object whose leaves may be Outputs, so that bucket and
 * folders stay readable in a preview and only the keys are secret.
 */
export interface SliceTarget<Vendor extends "cos" | "s3" | "oss" = "cos" | "s3" | "oss"> {
  /** The store. */
  vendor: Vendor;
  /** Region of the bucket in the store's own words. */
  region: Input<string>;
  /** Bucket name; for COS with the APPID at its end. */
  bucket: Input<string>;
  /** Id of the key that may write there. Secret. */
  accessKey: Output<string>;
  /** Secret of that key. Secret. */
  secretKey: Output<string>;
  /** Folders before the task's own. */
  fileNamePrefix: string[];
  /** The key may read under the folders too, as MP4 of recordings needs it; absent when it may not. */
  readForMp4?: true;
}

/** A bucket with a key that can only write, on whatever cloud: a task, a pipeline or a consumer never asks which. */
export interface SliceStorage {
  /** Where a task writes: fits straight into `storage:`. */
  readonly target: SliceTarget;
  /** Bucket name; for COS with the APPID at its end. */
  readonly bucket: Output<string>;
  /**
   * Version of the key in `target`. A robot named after it leaves no gap when the key is rotated: the new task starts under its
   * own name before the old one is stopped.
   */
  readonly keyVersion: number;
  /** What the write key may do, as the policy's JSON. */
  readonly writePolicy: Output<string>;
  /** What a consumer needs to list and read the slices, as the JSON of a policy to attach to it. */
  readonly readPolicy: Output<string>;
}

/** What both storages are told of the slices and their key. */
export type SliceStorageArgs = {
  /**
   * Versions of the write key, one or two whole numbers from 1: the last one is used. Rotate in two steps, `[1]` to `[1, 2]`
   * (tasks are replaced) to `[2]`, because files of a stopped task may still be under way. Two keys is the limit of a user.
   * @default [1]
   */
  keyVersions?: number[] | undefined;
  /**
   * Lets the write key read under the folders as well. Only recordings as MP4 need it: TRTC writes HLS, reads it back and makes MP4
   * of it. Slices, and recordings as HLS alone, do not. Updates the key's policy.
   * @default false
   */
  readForMp4?: boolean | undefined;
} & (SliceFolders | WholeBucket);

/** Slices have folders of their own. */
export interface SliceFolders {
  /** Folders that the slices go to, and the only place the key may write to; each of `[A-Za-z0-9_-]`, the first not `trtc-events`. @default ["slices"] */
  fileNamePrefix?: string[] | undefined;
  /** The key may not write to the whole bucket. @default false */
  wholeBucket?: false | undefined;
}

/** Slices lie anywhere. */
export interface WholeBucket {
  /** Slices have no folders of their own. */
  fileNamePrefix?: undefined;
  /** Lets the key write to the whole bucket except `trtc-events/`. */
  wholeBucket: true;
}

/** What happens to a bucket with slices in it at destroy; takes effect with the `up` after it was changed. */
export type OnDestroy =
  /** Destroy fails while there are objects, and what protects them stays. */
  | "refuse"
  /** Bucket and objects stay, outside the stack. */
  | "retain"
  /** Objects, versions and unfinished uploads are deleted with the bucket. */
  | "empty";
