import * as pulumi from "@pulumi/pulumi";
import { plainArguments } from "../component/arguments";
import type { CallbackEndpointOutputs } from "../endpoint/callback-endpoint";
import { checkedParts, createParts } from "../pipeline/parts";
import type { PipelineCloud } from "../pipeline/parts";
import type { SlicingPipelineArgs as SharedArgs, SlicingPipelineOutputs } from "../pipeline/slicing-pipeline";
import type { SliceStorage, SliceTarget } from "../storage/slice-storage";
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
   * callback: pipelines of one application share an endpoint. It is given the use of the `kmsKeyArn` of an `S3SliceStorage`. @default - one is made
   */
  callback?: PipelineEndpointArgs | CallbackEndpointOutputs | false | undefined;
}

/**
 * Slices of rooms, whole: an S3 bucket with its write key, a Lambda function that takes the callbacks, and a task for each room.
 *
 * Tasks are stopped before the endpoint goes; what TRTC says of them after that is not heard. `protect: true` protects bucket and address;
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
  /** Version of the write key in `target`. */
  declare readonly keyVersion: number;
  /** What the write key may do, as the policy's JSON. */
  declare readonly writePolicy: pulumi.Output<string>;
  /** What a consumer needs to list and read the slices, as the JSON of a policy to attach to it. */
  declare readonly readPolicy: pulumi.Output<string>;

  /** @throws InputError that names every problem of the arguments at once */
  constructor(name: string, args: SlicingPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    const checked = checkedParts(name, args, CLOUD);
    super("trtc:aws:SlicingPipeline", name, {}, opts);
    const outputs = createParts({ name, parent: this }, { args, checked }, CLOUD);
    Object.assign(this, outputs);
    this.registerOutputs(outputs);
  }
}

const CLOUD: PipelineCloud<S3SliceStorageArgs, PipelineEndpointArgs> = {
  vendor: "s3",
  checkStorage: (name, args) => checkedS3Storage(name, plainArguments(args, ["bucket", "kmsKeyArn"])),
  createStorage: (name, args, opts) => new S3SliceStorage(name, args, opts),
  checkEndpoint: checkedAwsEndpoint,
  createEndpoint: (name, args, opts) => {
    const kmsKeyArn = args.storage instanceof S3SliceStorage ? args.storage.kmsKeyArn : undefined;
    return new CallbackEndpoint(name, { ...(kmsKeyArn !== undefined && { kmsKeyArn }), ...args }, opts);
  },
};
