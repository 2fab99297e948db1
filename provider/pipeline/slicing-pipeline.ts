import * as pulumi from "@pulumi/pulumi";
import type { Adjust } from "../component/child";
import type { CallbackEndpointOutputs } from "../endpoint/callback-endpoint";
import type { SliceStorage, SliceTarget } from "../storage/slice-storage";
import type { CloudSliceTask, CloudSliceTaskArgs } from "../task/cloud-slice-task";
import type { PipelineTask, TaskDefaults } from "./pipeline-task";

/** What both pipelines are told. */
export interface SlicingPipelineArgs {
  /** The application, from the TRTC console. Replaces every task. */
  sdkAppId: number;
  /** The rooms, by the name of their task: 1 to 64 letters, digits, `_` and `-`. `loadRooms` reads them from a file. Adding or removing one touches no other. */
  tasks: Record<string, PipelineTask>;
  /** What the tasks have in common. @default - sliceType "both", maxIdleTime 86400 */
  defaults?: TaskDefaults | undefined;
  /**
   * Secret key of the application, from the TRTC console; signs the robots' UserSigs. Secret. Used at the next replacement.
   * @default - TRTC_SDK_SECRET_KEY_<sdkAppId>, TRTC_SDK_SECRET_KEY, `trtc:sdkSecretKey`
   */
  sdkSecretKey?: pulumi.Input<string> | undefined;
  /** Lets `tasks` be empty, which stops every task that the pipeline had. @default false */
  allowEmpty?: boolean | undefined;
  /** Adjusts each task right before it is made; storage and endpoint have a `transform` of their own. @default - nothing is adjusted */
  transform?: { task?: Adjust<CloudSliceTaskArgs> } | undefined;
}

/** Slices of rooms in a bucket and an address that hears of them, on whatever cloud. */
export interface SlicingPipelineOutputs extends SliceStorage {
  /** Name of the bucket with slices and, under `trtc-events/`, events. */
  readonly bucket: pulumi.Output<string>;
  /** Where the tasks write: fits into the `storage` of a further task. Only the keys in it are secret. */
  readonly target: SliceTarget;
  /** The address for the console; undefined without an endpoint. */
  readonly callbackUrl: pulumi.Output<string | undefined>;
  /** The key for the console. Secret; undefined without an endpoint. */
  readonly callbackKey: pulumi.Output<string | undefined>;
  /** What to do in the console, a sentence a step; empty without an endpoint. */
  readonly consoleSteps: pulumi.Output<string[]>;
  /** TaskId of each task, by the room's name. */
  readonly taskIds: Record<string, pulumi.Output<string>>;
  /** What every object key of a task starts with, by the room's name. */
  readonly objectKeyPrefixes: Record<string, pulumi.Output<string>>;
  /** Version of the write key in `target`. */
  readonly keyVersion: number;
  /** What the write key may do, as the policy's JSON. */
  readonly writePolicy: pulumi.Output<string>;
  /** What a consumer needs to list and read the slices, as the JSON of a policy to attach to it. */
  readonly readPolicy: pulumi.Output<string>;
}

/** What a pipeline of these parts tells. */
export function pipelineOutputs({
  storage: { bucket, target, keyVersion, writePolicy, readPolicy },
  endpoint,
  tasks,
}: {
  storage: SliceStorage;
  endpoint: CallbackEndpointOutputs | undefined;
  tasks: Readonly<Record<string, CloudSliceTask>>;
}): SlicingPipelineOutputs {
  return {
    bucket,
    // a storage and an endpoint of somebody's own may not have marked them
    target: {
      ...target,
      accessKey: pulumi.secret(target.accessKey),
      secretKey: pulumi.secret(target.secretKey),
    },
    callbackUrl: pulumi.output(endpoint?.url),
    callbackKey: endpoint === undefined ? pulumi.output(undefined) : pulumi.secret(endpoint.key),
    consoleSteps: pulumi.output(endpoint?.consoleSteps ?? []),
    taskIds: ofEach(tasks, ({ taskId }) => taskId),
    objectKeyPrefixes: ofEach(tasks, ({ objectKeyPrefix }) => objectKeyPrefix),
    keyVersion,
    writePolicy,
    readPolicy,
  };
}

function ofEach<Value>(
  tasks: Readonly<Record<string, CloudSliceTask>>,
  output: (task: CloudSliceTask) => pulumi.Output<Value>,
): Record<string, pulumi.Output<Value>> {
  return Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, output(task)]));
}
