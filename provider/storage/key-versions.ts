import * as pulumi from "@pulumi/pulumi";

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
