import type * as pulumi from "@pulumi/pulumi";
import * as trtc from "pulumi-trtc";
import type { Call, ControlClient } from "trtc-emulator";
import type { Bag } from "../../provider/resource/schema";
import type { TestStack, StateResource } from "./stack";

type TaskClass = new (
  name: string,
  args: Bag,
  options?: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

/** A task of a class by its name, with arguments that come from a table. */
export function makeTask(resource: string, name: string, args: Bag): pulumi.CustomResource {
  const found: unknown = Reflect.get(trtc, resource);
  if (typeof found !== "function") throw new Error(`pulumi-trtc has no ${resource}`);
  // the classes of tasks all take these; whether the arguments fit is what check says
  const Task = found as TaskClass;
  return new Task(name, args);
}

/** The name that a resource was given in the program. */
function nameOf({ urn }: StateResource): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** What state holds of the tasks, by their names. */
export async function tasksByName(stack: TestStack): Promise<Map<string, StateResource>> {
  return new Map((await stack.tasks()).map((task) => [nameOf(task), task]));
}

/** Answers the calls of the TRTC API since it was last asked. */
export async function createCallReader(control: ControlClient): Promise<() => Promise<Call[]>> {
  let seen = (await control.calls()).length;
  return async () => {
    const calls = await control.calls();
    const fresh = calls.slice(seen);
    seen = calls.length;
    return fresh.filter(({ action }) => !action.startsWith("cos:"));
  };
}
