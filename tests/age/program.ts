import type { PulumiFn } from "@pulumi/pulumi/automation";
import { SlicingPipeline } from "pulumi-trtc/tencent";
import type { SlicingPipelineArgs } from "pulumi-trtc/tencent";
import type { Bag } from "../../provider/resource/schema";
import { makeTask } from "../e2e/job-kinds";

/** What a recorded stack was made from, as data: it stands beside its state, and is never changed with the tests' own inputs. */
export interface RecordedProgram {
  /** Room jobs of any kind, by the name of their class. */
  readonly tasks: readonly { readonly resource: string; readonly name: string; readonly args: Bag }[];
  /** A pipeline on Tencent Cloud: it makes one of everything else. */
  readonly pipeline: { readonly name: string; readonly args: SlicingPipelineArgs };
}

/** @param codePath - what its function runs: its own code is another one in each version, and so an update of the function */
export function ageProgram({ tasks, pipeline: { name, args } }: RecordedProgram, codePath: string): PulumiFn {
  return () => {
    for (const task of tasks) makeTask(task.resource, task.name, task.args);
    new SlicingPipeline(name, {
      ...args,
      callback: {
        transform: {
          function: (web) => {
            web.codePath = codePath;
          },
        },
      },
    });
    return Promise.resolve();
  };
}
