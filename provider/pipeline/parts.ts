import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { allChecked } from "../component/arguments";
import type { Family } from "../component/child";
import type { CallbackEndpointOutputs } from "../endpoint/callback-endpoint";
import { programSettings } from "../resource/program-settings";
import { UNKNOWN } from "../resource/schema";
import type { SliceStorage } from "../storage/slice-storage";
import { maxTasksPerApplication } from "../trtc/settings";
import { checkedPipeline, isEndpoint, isStorage } from "./arguments";
import type { CheckedPipeline } from "./arguments";
import { pipelineOutputs } from "./slicing-pipeline";
import type { SlicingPipelineArgs, SlicingPipelineOutputs } from "./slicing-pipeline";
import { createTasks } from "./tasks";

/** How a cloud checks and makes the parts of a pipeline from their arguments, all of which may be left out. */
export interface PipelineCloud<StorageArgs, EndpointArgs> {
  /** The store whose buckets an endpoint of this cloud writes to. */
  vendor: "cos" | "s3";
  /** @throws InputError */
  checkStorage(name: string, args: StorageArgs): unknown;
  createStorage(name: string, args: StorageArgs, opts: ComponentResourceOptions): SliceStorage;
  /** @throws InputError */
  checkEndpoint(name: string, args: object): unknown;
  createEndpoint(
    name: string,
    args: EndpointArgs & { sdkAppIds: number[]; storage: SliceStorage },
    opts: ComponentResourceOptions,
  ): CallbackEndpointOutputs;
}

/** What a pipeline is told on any cloud: each part given, or the arguments to make it from. */
interface Args extends SlicingPipelineArgs {
  storage?: object | undefined;
  callback?: object | false | undefined;
}

/**
 * The arguments of the pipeline's own, once those of all its parts are right.
 *
 * @throws InputError that names every problem at once
 */
export function checkedParts<StorageArgs, EndpointArgs>(
  name: string,
  args: Args,
  cloud: PipelineCloud<StorageArgs, EndpointArgs>,
): CheckedPipeline {
  const { storage, callback, sdkAppId } = args;
  const maxTasks = maxTasksPerApplication(programSettings());
  return allChecked(
    () => checkedPipeline(`SlicingPipeline ${name}`, args, { vendor: cloud.vendor, maxTasks }),
    // the class says of which form arguments are, here and below
    () => isStorage(storage) || cloud.checkStorage(storageName(name), (storage ?? {}) as StorageArgs),
    () =>
      callback === false ||
      isEndpoint(callback) ||
      cloud.checkEndpoint(endpointName(name), {
        sdkAppIds: [sdkAppId],
        ...callback,
        // made before it
        storage: { bucket: UNKNOWN, region: UNKNOWN },
      }),
  );
}

/** Makes what is not given, and a task for each room. */
export function createParts<StorageArgs, EndpointArgs>(
  { name, parent }: Family,
  { args, checked }: { args: Args; checked: CheckedPipeline },
  cloud: PipelineCloud<StorageArgs, EndpointArgs>,
): SlicingPipelineOutputs {
  const storage = createStorage(args.storage);
  const endpoint = createEndpoint(args.callback);
  const tasks = createTasks(
    { name, parent },
    { checked, storage, endpoint, sdkSecretKey: args.sdkSecretKey, adjust: args.transform?.task },
  );
  return pipelineOutputs({ storage, endpoint, tasks });

  function createStorage(given: object | undefined): SliceStorage {
    if (isStorage(given)) return given;
    // as above
    return cloud.createStorage(storageName(name), (given ?? {}) as StorageArgs, { parent });
  }

  function createEndpoint(given: object | false | undefined): CallbackEndpointOutputs | undefined {
    if (given === false) return undefined;
    if (isEndpoint(given)) return given;
    // as above
    const own = (given ?? {}) as EndpointArgs;
    return cloud.createEndpoint(
      endpointName(name),
      { sdkAppIds: [checked.sdkAppId], ...own, storage },
      { parent },
    );
  }
}

function storageName(name: string): string {
  return `${name}-storage`;
}

function endpointName(name: string): string {
  return `${name}-callbacks`;
}
