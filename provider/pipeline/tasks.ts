import * as pulumi from "@pulumi/pulumi";
import { child } from "../component/child";
import type { Adjust, Family } from "../component/child";
import type { CallbackEndpointOutputs } from "../endpoint/callback-endpoint";
import type { SliceStorage } from "../storage/slice-storage";
import { CloudSliceTask } from "../task/cloud-slice-task";
import type { CloudSliceTaskArgs } from "../task/cloud-slice-task";
import type { SubscribeStreamUserIds } from "../task/subscription";
import type { CheckedPipeline } from "./arguments";
import { merged } from "./merged";
import { robotName } from "./robot-name";

/** What a task is told unless `defaults` or the task itself say otherwise: it outlasts a day without anyone. */
const FIRST_DEFAULTS = { sliceParams: { sliceType: "both", maxIdleTime: 86_400 } };

/** Hosts of a room that are sliced at once: https://trtc.io/document/73393 */
const MAX_HOSTS = 25;

/** A task for each room, by the room's name. */
export function createTasks(
  family: Family,
  {
    checked: { sdkAppId, defaults = {}, tasks },
    storage,
    endpoint,
    sdkSecretKey,
    adjust,
  }: {
    checked: CheckedPipeline;
    storage: SliceStorage;
    endpoint: CallbackEndpointOutputs | undefined;
    sdkSecretKey: pulumi.Input<string> | undefined;
    adjust: Adjust<CloudSliceTaskArgs> | undefined;
  },
): Record<string, CloudSliceTask> {
  const made = Object.entries(tasks).map(([task, room]) => {
    const userId = robotName({
      pipeline: family.name,
      task,
      roomId: room.roomId,
      keyVersion: storage.keyVersion,
    });
    const args = {
      // copies of each task's own: what adjusts one in place must leave the others as they are
      ...structuredClone(merged(FIRST_DEFAULTS, { userId }, defaults, room)),
      sdkAppId,
      storage: { ...storage.target, fileNamePrefix: [...storage.target.fileNamePrefix] },
      ...(sdkSecretKey !== undefined && { sdkSecretKey }),
    };
    warnOfManyHosts(family, task, args);
    return [
      task,
      new CloudSliceTask(
        ...child<CloudSliceTaskArgs>(family, task, {
          // its own check says what is missing
          args: args as unknown as CloudSliceTaskArgs,
          opts: {
            // stopped before its endpoint goes
            ...(pulumi.Resource.isInstance(endpoint) && { dependsOn: [endpoint] }),
            // it holds nothing that could be lost, and comes and goes with its key and its end
            protect: false,
          },
          adjust,
        }),
      ),
    ] as const;
  });
  return Object.fromEntries(made);
}

function warnOfManyHosts({ parent }: Family, task: string, args: object): void {
  // plain, as checked
  const { sliceParams } = args as { sliceParams: { subscribeStreamUserIds?: SubscribeStreamUserIds } };
  const { subscribeAudioUserIds = [], subscribeVideoUserIds = [] } = sliceParams.subscribeStreamUserIds ?? {};
  const hosts = new Set([...subscribeAudioUserIds, ...subscribeVideoUserIds]);
  if (hosts.size <= MAX_HOSTS) return;
  void pulumi.log.warn(
    `tasks.${task} names ${hosts.size} hosts to slice, but of one room ${MAX_HOSTS} are sliced at once: name fewer, or give a second task of this room the others`,
    parent,
  );
}
