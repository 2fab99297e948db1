import type { Bag, ObjectProperty, Rule } from "./schema";

/**
 * A kind of resource whose arguments can be read back from the cloud: the table of its arguments, and four calls.
 * The lifecycle does the rest and never asks which kind it runs.
 */
export interface ResourceKind<Inputs extends object = Bag, State extends object = Bag> {
  /** Class name of the resource, also in its type token: `CosBucket`. */
  resource: string;
  /** Limits, defaults and what a change does, for each argument. */
  schema: ObjectProperty;
  /** What the table cannot say. */
  rules: readonly Rule[];
  /** The arguments as state names them, where the cloud writes one otherwise than the user. @default - as they are */
  asInState?(inputs: Bag, state: Bag): Bag;
  /** Whether the old one must go first. @default - the new one is made first */
  deleteBeforeReplace?(state: State, inputs: Inputs): boolean;
  /** @returns the engine's id, and outputs beside the arguments */
  create(inputs: Inputs): Promise<{ id: string; outputs: Bag }>;
  /** What the cloud says of arguments and outputs; undefined when it is gone. What is left out stays as in state. */
  read(id: string, state: State): Promise<Bag | undefined>;
  /**
   * @param changed - paths of the arguments that are another than in state
   * @returns outputs that are another than in state, or nothing when they all stay
   */
  update(
    id: string,
    state: State,
    inputs: Inputs,
    changed: ReadonlySet<string>,
  ): Promise<Bag> | Promise<void>;
  /** Succeeds when it is already gone. */
  delete(id: string, state: State): Promise<void>;
}

/** In state while a create has not finished: the next update does everything again. */
export const UNFINISHED = "unfinished";

/** Something was made and is not finished: the engine keeps it in state, and the next `up` calls update. */
export class UnfinishedError extends Error {
  /** @param outs - as create would have returned them */
  constructor(
    readonly id: string,
    readonly outs: Bag,
    cause: Error,
  ) {
    super(cause.message, { cause });
    this.name = "UnfinishedError";
  }
}
