import type { ResourceValidationPolicy, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import type { Bag } from "../../../../provider/resource/schema";
import type { StackResource } from "../../../../provider/policy/stack-resource";

/** A violation as it was reported: the name of the resource, or of the stack, and the message. */
export type Report = [name: string, message: string];

const OPTIONS = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

/** The proxy of the pack's server, which throws where what is read is only known later; its types leave it out. */
export const { unknownCheckingProxy } = jest.requireActual<{
  unknownCheckingProxy(inputs: Bag): Bag;
}>("@pulumi/policy");

class NotApplicable extends Error {}

/** Runs a policy as the pack's server does: each resource by itself, then the stack, behind the proxy that throws. */
export function reportsOf(
  policy: Partial<ResourceValidationPolicy & StackValidationPolicy>,
  resources: readonly StackResource[],
  config: object = {},
): Report[] {
  const reports: Report[] = [];
  const about = {
    stackTags: new Map(),
    // a policy says itself what it expects
    getConfig: (() => config) as StackValidationArgs["getConfig"],
    notApplicable: (reason?: string): never => {
      throw new NotApplicable(reason);
    },
    isType: () => false,
    asType: () => undefined,
  };
  const told = resources.map(({ urn, type, name, inputs }) => ({
    urn,
    type,
    name,
    opts: OPTIONS,
    props: unknownCheckingProxy(inputs),
  }));
  const byUrn = new Map(told.map((resource) => [resource.urn, resource]));
  const { validateResource, validateStack } = policy;
  try {
    for (const resource of told)
      for (const validate of [validateResource ?? []].flat())
        void validate({ ...resource, ...about }, (message) => reports.push([resource.name, message]));
    void validateStack?.(
      {
        ...about,
        resources: told.map((resource, index) => ({
          ...resource,
          ...about,
          // all that is needed stands in the inputs
          props: {},
          dependencies: [],
          propertyDependencies: Object.fromEntries(
            Object.entries(resources[index]?.sources ?? {}).map(([property, urns]) => [
              property,
              urns.flatMap((urn) => (byUrn.has(urn) ? [{ urn } as never] : [])),
            ]),
          ),
        })),
      },
      (message, urn) =>
        reports.push([(urn === undefined ? undefined : byUrn.get(urn)?.name) ?? "(stack)", message]),
    );
  } catch (error) {
    if (error instanceof NotApplicable) return [];
    throw error;
  }
  return reports;
}
