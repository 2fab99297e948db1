import type { StackResource } from "../../../../provider/policy/stack-resource";
import { isBag, UNKNOWN } from "../../../../provider/resource/schema";
import type { Bag } from "../../../../provider/resource/schema";
import { UNKNOWN_INPUT } from "../recorded-resources";
import type { RecordedResource } from "../recorded-resources";
import { checkedInputs } from "../task-inputs";

export const APP = 1400000001;
export const OTHER_APP = 1400000002;
export const TASK = "pulumi-nodejs:dynamic/trtc:CloudSliceTask";

/** URN of a resource of the stack dev. */
export function urnOf(type: string, name: string, parents: readonly string[] = []): string {
  return `urn:pulumi:dev::proof::${[...parents, type].join("$")}::${name}`;
}

/** A resource of a stack. */
export function resource(
  type: string,
  name: string,
  inputs: Bag = {},
  { parents = [], sources = {} }: { parents?: readonly string[]; sources?: StackResource["sources"] } = {},
): StackResource {
  return { urn: urnOf(type, name, parents), type, name, inputs, sources };
}

/** A task as check leaves it. */
export function task(name: string, changes: Bag = {}, sources: StackResource["sources"] = {}): StackResource {
  return resource(TASK, name, checkedInputs({ userId: name, ...changes }), { sources });
}

/** A task of another kind. */
export function jobTask(
  resourceName: string,
  name: string,
  changes: Bag = {},
  sources: StackResource["sources"] = {},
): StackResource {
  const inputs = { sdkAppId: APP, roomId: "lobby", userId: name, ...changes };
  return resource(`pulumi-nodejs:dynamic/trtc:${resourceName}`, name, inputs, { sources });
}

/** Recorded resources as a policy is told of them; what waits for nothing comes from nothing. */
export function toldOf(recorded: readonly RecordedResource[]): StackResource[] {
  const byName = new Map(recorded.map((each) => [each.name, each]));
  const parentsOf = (name: string | undefined): string[] => {
    const parent = name === undefined ? undefined : byName.get(name);
    return parent === undefined ? [] : [...parentsOf(parent.parent), parent.type];
  };
  const urn = (name: string) => {
    const { type, parent } = byName.get(name) ?? { type: "", parent: undefined };
    return urnOf(type, name, parentsOf(parent));
  };
  return recorded.map(({ type, name, inputs, options }) => {
    const from = options.dependsOn.map(urn);
    return {
      urn: urn(name),
      type,
      name,
      inputs: plain(inputs),
      // the mocks do not say by which property
      sources: Object.fromEntries(Object.keys(inputs).map((property) => [property, from])),
    };
  });
}

function plain(inputs: Bag): Bag {
  const text = JSON.stringify(inputs, (_key, value: unknown) => {
    if (value === UNKNOWN_INPUT) return UNKNOWN;
    return isBag(value) && Object.keys(value).join() === "secret" ? value["secret"] : value;
  });
  // an object stays one
  return JSON.parse(text) as Bag;
}
