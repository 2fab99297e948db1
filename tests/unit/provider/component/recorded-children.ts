import type { RecordedResource } from "../recorded-resources";

/** Names of a component's children that are picked, sorted. */
export function childrenOf(
  name: string,
  resources: readonly RecordedResource[],
  picks: (child: RecordedResource) => boolean | undefined = () => true,
): string[] {
  return resources
    .filter((resource) => resource.parent === name && picks(resource))
    .map((resource) => resource.name)
    .sort();
}
