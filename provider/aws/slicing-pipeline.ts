import * as pulumi from "@pulumi/pulumi";
import { allChecked, plainArguments } from "../component/arguments";
import type { Family } from "../component/child";
import type { CallbackEndpointOutputs } from "../endpoint/callback-endpoint";
import { checkedPipeline, isEndpoint, isStorage } from "../pipeline/arguments";
import type { CheckedPipeline } from "../pipeline/arguments";
import { pipelineOutputs } from "../pipeline/slicing-pipeline";
import type { SlicingPipelineArgs as SharedArgs, SlicingPipelineOutputs } from "../pipeline/slicing-pipeline";
import { createTasks } from "../pipeline/tasks";
import { programSettings } from "../resource/program-settings";
import { UNKNOWN } from "../resource/schema";
import type { SliceStorage, SliceTarget } from "../storage/slice-storage";
import { maxTasksPerApplication } from "../trtc/settings";
import { checkedAwsEndpoint } from "./callback-arguments";
import { CallbackEndpoint } from "./callback-endpoint";
import type { CallbackEndpointArgs } from "./callback-endpoint";
import { checkedS3Storage } from "./s3-arguments";
import { S3SliceStorage } from "./s3-slice-storage";
import type { S3SliceStorageArgs } from "./s3-slice-storage";

/** An endpoint that the pipeline makes. */
export interface PipelineEndpointArgs extends Omit<CallbackEndpointArgs, "sdkAppIds" | "storage"> {
  /** Applications whose callbacks are taken, the pipeline's among them. Updates. @default - the pipeline's */
  sdkAppIds?: number[] | undefined;
}

/** The arguments of a `SlicingPipeline` on AWS. */
export interface SlicingPipelineArgs extends SharedArgs {
  /** The storage: its arguments, or one that is there. @default - one is made, with slices under `slices/` that are kept */
  storage?: S3SliceStorageArgs | SliceStorage | undefined;
  /**
   * The endpoint for callbacks: its arguments, one that is there, or false for none. An application has one address for each kind of
   * callback: pipelines of one application share an endpoint. It is given the use of the storage's `kmsKeyArn`. @default - one is made
   */
  callback?: PipelineEndpointArgs | CallbackEndpointOutputs | false | undefined;
}

/**
 * Slices of rooms, whole: an S3 bucket with its write key, a Lambda function that takes the callbacks, and a task for each room.
 *
 * Tasks are stopped before the endpoint goes, so that their last events are kept. `protect: true` protects bucket and address;
 * tasks and keys come and go.
 *
 * @example Two rooms
 * ```ts
 * const pipeline = new SlicingPipeline("classroom", {
 *   sdkAppId: 1400000001,
 *   storage: { fileNamePrefix: ["prod"], expireAfterDays: 30 },
 *   tasks: { lobby: { roomId: "lobby" }, exam: { roomId: 101, sliceParams: { sliceType: "audio" } } },
 * });
 * export const { bucket, callbackUrl, callbackKey, consoleSteps, taskIds } = pipeline;
 * ```
 * @example Rooms from a file, pictures of the teacher only
 * ```ts
 * new SlicingPipeline("classroom", {
 *   sdkAppId: 1400000001,
 *   defaults: { sliceParams: { subscribeStreamUserIds: { subscribeVideoUserIds: ["teacher"] } } },
 *   tasks: trtc.loadRooms("rooms.yaml"),
 * });
 * ```
 * @example A bucket and an endpoint that are there already
 * ```ts
 * new SlicingPipeline("exams", { sdkAppId: 1400000001, storage, callback: endpoint, tasks: { exam: { roomId: 101 } } });
 * ```
 * @example Without callbacks
 * ```ts
 * new SlicingPipeline("classroom", { ...args, callback: false });
 * ```
 */
export class SlicingPipeline extends pulumi.ComponentResource implements SlicingPipelineOutputs {
  /** Name of the bucket with slices and, under `trtc-events/`, events. */
  declare readonly bucket: pulumi.Output<string>;
  /** Where the tasks write: fits into the `storage` of a further task. Only the keys in it are secret. */
  declare readonly target: SliceTarget;
  /** The address for the console; undefined without an endpoint. */
  declare readonly callbackUrl: pulumi.Output<string | undefined>;
  /** The key for the console. Secret; undefined without an endpoint. */
  declare readonly callbackKey: pulumi.Output<string | undefined>;
  /** What to do in the console, a sentence a step; empty without an endpoint. */
  declare readonly consoleSteps: pulumi.Output<string[]>;
  /** TaskId of each task, by the room's name. */
  declare readonly taskIds: Record<string, pulumi.Output<string>>;
  /** What every object key of a task starts with, by the room's name. */
  declare readonly objectKeyPrefixes: Record<string, pulumi.Output<string>>;
  /** What the write key may do, as the policy's JSON. */
  declare readonly writePolicy: pulumi.Output<string>;

  /** @throws InputError that names every problem of the arguments at once */
  constructor(name: string, args: SlicingPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    const checked = checkedParts(name, args);
    super("trtc:aws:SlicingPipeline", name, {}, opts);

    const storage = isStorage(args.storage)
      ? args.storage
      : new S3SliceStorage(storageName(name), args.storage, { parent: this });
    const endpoint = createEndpoint({ name, parent: this }, args, storage);
    const tasks = createTasks(
      { name, parent: this },
      { checked, storage, endpoint, sdkSecretKey: args.sdkSecretKey, adjust: args.transform?.task },
    );

    const outputs = pipelineOutputs({ storage, endpoint, tasks });
    Object.assign(this, outputs);
    this.registerOutputs(outputs);
  }
}

/** The arguments of the pipeline's own, once those of all its parts are right. */
function checkedParts(name: string, args: SlicingPipelineArgs): CheckedPipeline {
  const storage = args.storage ?? {};
  const callback = args.callback ?? {};
  const maxTasks = maxTasksPerApplication(programSettings());
  return allChecked(
    () => checkedPipeline(`SlicingPipeline ${name}`, args, { vendor: "s3", maxTasks }),
    () =>
      isStorage(storage) ||
      checkedS3Storage(storageName(name), plainArguments(storage, ["bucket", "kmsKeyArn"])),
    () =>
      callback === false ||
      isEndpoint(callback) ||
      checkedAwsEndpoint(endpointName(name), {
        ...ownEndpoint(args, callback),
        // made before it
        storage: { bucket: UNKNOWN, region: UNKNOWN },
      }),
  );
}

function storageName(name: string): string {
  return `${name}-storage`;
}

function endpointName(name: string): string {
  return `${name}-callbacks`;
}

function createEndpoint(
  { name, parent }: Family,
  args: SlicingPipelineArgs,
  storage: SliceStorage,
): CallbackEndpointOutputs | undefined {
  const callback = args.callback ?? {};
  if (callback === false) return undefined;
  if (isEndpoint(callback)) return callback;
  return new CallbackEndpoint(endpointName(name), { ...ownEndpoint(args, callback), storage }, { parent });
}

/** An application's own callbacks are taken, and the bucket's own key is used, unless the arguments say otherwise. */
function ownEndpoint(
  { sdkAppId, storage }: SlicingPipelineArgs,
  callback: PipelineEndpointArgs,
): Omit<CallbackEndpointArgs, "storage"> {
  const kmsKeyArn = callback.kmsKeyArn ?? (isStorage(storage) ? undefined : storage?.kmsKeyArn);
  return {
    ...callback,
    sdkAppIds: callback.sdkAppIds ?? [sdkAppId],
    ...(kmsKeyArn !== undefined && { kmsKeyArn }),
  };
}
