import type * as pulumi from "@pulumi/pulumi";
import type { Transform } from "./slice-storage";

/** Who a child belongs to. */
export interface Family {
  name: string;
  parent: pulumi.Resource;
}

/** Name, arguments and options of a component's child, adjusted. */
export function child<Args>(
  { name, parent }: Family,
  kind: string,
  {
    args,
    opts = {},
    adjust,
  }: {
    args: Args;
    opts?: pulumi.CustomResourceOptions;
    adjust: Transform<Args, pulumi.CustomResourceOptions> | undefined;
  },
): [name: string, args: Args, opts: pulumi.CustomResourceOptions] {
  const own = { ...opts, parent };
  adjust?.(args, own);
  return [`${name}-${kind}`, args, own];
}
