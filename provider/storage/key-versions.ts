import * as pulumi from "@pulumi/pulumi";
import type { Family } from "../component/child";
import { lastVersion } from "./arguments";
import type { CheckedStorage } from "./arguments";

export interface KeyVersionsArgs {
  /** Versions of a write key, the last one is used. */
  keyVersions: number[];
}

/** Guards the rotation of a storage's write key: a step that would cut off writes is refused in the preview. It makes no call. */
export class KeyVersions extends pulumi.CustomResource {
  /** Versions of the write key, the last one is used. */
  declare readonly keyVersions: pulumi.Output<number[]>;

  constructor(name: string, args: KeyVersionsArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/trtc:KeyVersions",
      name,
      { ...args, __provider: 'exports.handler = () => require("pulumi-trtc/provider").KeyVersions;' },
      opts,
    );
  }
}

/** A key for each version, under the guard of their rotation; answers the one to use. */
export function rotatedKeys<Key extends pulumi.Resource>(
  { name, parent, checked }: Family & { checked: CheckedStorage },
  createKey: (version: number) => Key,
): Key {
  const { keyVersions } = checked;
  const last = lastVersion(checked);
  const others = keyVersions.filter((version) => version !== last).map(createKey);
  const key = createKey(last);
  // after the keys: it knows of those that there are
  new KeyVersions(`${name}-key-versions`, { keyVersions }, { parent, dependsOn: [...others, key] });
  return key;
}
