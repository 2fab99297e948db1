import type * as pulumi from "@pulumi/pulumi";

/** Who a child belongs to. */
export interface Family {
  name: string;
  parent: pulumi.Resource;
}

/** Adjusts a child before it is made: changes its arguments or options in place. */
export type Transform<Args, Options> = (args: Args, opts: Options) => void;

/** A `Transform` of a child that is no component. */
export type Adjust<Args> = Transform<Args, pulumi.CustomResourceOptions>;

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
    adjust: Adjust<Args> | undefined;
  },
): [name: string, args: Args, opts: pulumi.CustomResourceOptions] {
  const own = { ...opts, parent };
  adjust?.(args, own);
  return [`${name}-${kind}`, args, own];
}
