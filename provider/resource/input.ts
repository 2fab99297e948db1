import type { Input } from "@pulumi/pulumi";

/** The `Input` form of a plain type: itself, and every field, list and item in it, may be an Output. Docstrings are kept. */
export type InputOf<Plain> = [Plain] extends [never]
  ? undefined
  : [Plain] extends [readonly (infer Item)[]]
    ? Input<readonly InputOf<Item>[]>
    : [Plain] extends [object]
      ? Input<ArgsOf<Plain>>
      : IsOneWord<Plain> extends true
        ? Plain
        : Input<Plain>;

/** A field with one value only tells a choice from the others: as an Output it could not, and the compiler would name the wrong field. */
type IsOneWord<Plain, Whole = Plain> = Plain extends string | boolean
  ? [Whole] extends [Plain]
    ? string extends Plain
      ? false
      : true
    : false
  : false;

/** The arguments of a resource: an object whose fields may be Outputs. */
export type ArgsOf<Plain> = { [Key in keyof Plain]: FieldOf<Plain[Key]> };

type FieldOf<Field> = undefined extends Field
  ? InputOf<Exclude<Field, undefined>> | undefined
  : InputOf<Field>;
