import type { Input } from "@pulumi/pulumi";

/** The `Input` form of a plain type: every field, list and item may be an Output. Docstrings are kept. */
export type InputOf<Plain> = [Plain] extends [readonly (infer Item)[]]
  ? Input<InputOf<Item>[]>
  : [Plain] extends [object]
    ? { [Key in keyof Plain]: FieldOf<Plain[Key]> }
    : Input<Plain>;

type FieldOf<Field> = undefined extends Field
  ? InputOf<Exclude<Field, undefined>> | undefined
  : InputOf<Field>;
