import type { Input, Output } from "@pulumi/pulumi";

/** Where events are kept: a storage of slices, or a bucket by name and region. */
export type EventBucket =
  | {
      /** Bucket name; for COS with the APPID at its end. */
      bucket: Input<string>;
      /** Of a `SliceStorage`. */
      target: { region: Input<string> };
    }
  | {
      /** Bucket name; for COS with the APPID at its end. */
      bucket: Input<string>;
      /** Region of the bucket in the store's own words. */
      region: Input<string>;
    };

/** What both endpoints are told. */
export interface CallbackEndpointArgs {
  /** Applications whose callbacks are taken, 1 to 100: those of others are refused. Updates. */
  sdkAppIds: number[];
  /** Bucket that keeps the events, under `trtc-events/`. Updates. */
  storage: EventBucket;
  /** Key that callbacks are signed with, 1 to 32 letters and digits. Secret. Updates. @default - a `CallbackKey` is made */
  key?: Input<string> | undefined;
  /** Further keys that are accepted, 4 at most: while the console is moved from one to another. Secret. Updates. @default [] */
  previousKeys?: Input<Input<string>[]> | undefined;
  /** Any text of 1 to 100 characters: another one than before makes a new key, the old one is accepted too. Not together with `key`. Updates. @default - the first key stays */
  rotateKey?: string | undefined;
  /**
   * Whether the key before the last rotation is accepted. Give false a few minutes after the console has the new one: callbacks that
   * are sent again carry the old signature. Remove it with the next rotation. Not together with `key`. Updates.
   * @default true
   */
  keepPreviousKey?: boolean | undefined;
  /** Seconds that a callback may lie in the past or in the future when it comes, 60 to 86400. Updates. @default 300 */
  toleranceSeconds?: number | undefined;
}

/** An address for TRTC's callbacks that verifies them and keeps each event once, on whatever cloud. */
export interface CallbackEndpointOutputs {
  /** Applications whose callbacks are taken. */
  readonly sdkAppIds: readonly number[];
  /** The address, for each kind of callback in the console. */
  readonly url: Output<string>;
  /** The key for the console. Secret. */
  readonly key: Output<string>;
  /** What to do in the console, a sentence a step: no API sets address and key. */
  readonly consoleSteps: Output<string[]>;
}
