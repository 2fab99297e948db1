import { UNFINISHED, UnfinishedError } from "./kind";
import type { ResourceKind } from "./kind";
import type { RegionChoice } from "./region";
import { checkedInputs, isBag, leaves } from "./schema";
import type { Bag, CheckFailure, Rule } from "./schema";
import { changedProperties, withoutSecrets } from "./state";

export interface DiffResult {
  changes: boolean;
  /** Arguments or outputs that make a new resource necessary. */
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/** The lifecycle of one kind, for any engine: plain values in and out, errors thrown are `TrtcError`s. */
export interface Lifecycle {
  check(oldInputs: Bag, newInputs: Bag): { inputs: Bag; failures: CheckFailure[] };
  diff(state: Bag, inputs: Bag): DiffResult;
  create(inputs: Bag): Promise<{ id: string; outs: Bag }>;
  /** An empty id says that it is gone. */
  read(id: string, state: Bag): Promise<{ id: string; props: Bag }>;
  update(id: string, state: Bag, inputs: Bag): Promise<{ outs: Bag }>;
  delete(id: string, state: Bag): Promise<void>;
}

export interface ResourceLifecycleParts {
  /** What the environment must have. */
  environmentRules: readonly Rule[];
  /** Fills in a region that is not given, where the kind has one. */
  regionOf: RegionChoice;
}

/** The lifecycle of a resource whose arguments can be read back. */
export function createResourceLifecycle<Inputs extends object, State extends object>(
  kind: ResourceKind<Inputs, State>,
  { environmentRules, regionOf }: ResourceLifecycleParts,
): Lifecycle {
  const hasRegion = Object.hasOwn(kind.schema.properties, "region");
  const asInState = (inputs: Bag, state: Bag) => kind.asInState?.(inputs, state) ?? inputs;
  const changesOf = (state: Bag, inputs: Bag) => changedProperties(kind, state, asInState(inputs, state));

  return {
    check(oldInputs, newInputs) {
      const given = { ...newInputs, ...(hasRegion && { region: regionOf(newInputs, oldInputs) }) };
      return checkedInputs(kind.schema, [...kind.rules, ...environmentRules], { given, oldInputs });
    },

    diff(state, inputs) {
      const changed = changesOf(state, inputs);
      const replaces = changed
        .filter(({ property }) => property.changes === "replaces")
        .map(({ path }) => path.split(".", 1)[0] ?? path);
      return {
        changes: changed.length > 0 || state[UNFINISHED] === true,
        replaces: [...new Set(replaces)],
        deleteBeforeReplace: kind.deleteBeforeReplace?.(known(state), checked(inputs)) ?? false,
      };
    },

    async create(bag) {
      const args = withoutSecrets(kind.schema, bag);
      try {
        const { id, outputs } = await kind.create(checked(bag));
        return { id, outs: { ...args, ...outputs } };
      } catch (error) {
        if (!(error instanceof UnfinishedError)) throw error;
        throw new UnfinishedError(error.id, { ...args, ...error.outs, [UNFINISHED]: true }, error);
      }
    },

    async read(id, state) {
      const seen = await kind.read(id, known(state));
      if (seen === undefined) return { id: "", props: {} };
      return { id, props: withoutUndefined({ ...state, ...seen }) };
    },

    async update(id, state, bag) {
      const inputs = asInState(bag, state);
      const { [UNFINISHED]: unfinished, ...finished } = state;
      // what was not finished is done again as a whole
      const changed = unfinished === true ? leaves(kind.schema) : changesOf(state, bag);
      const paths = new Set(changed.map(({ path }) => path));
      const outputs: unknown = await kind.update(id, known(state), checked(inputs), paths);
      const args = withoutSecrets(kind.schema, inputs);
      return { outs: { ...outputsOnly(finished), ...args, ...(isBag(outputs) && outputs) } };
    },

    delete: (id, state) => kind.delete(id, known(state)),
  };

  function outputsOnly(state: Bag): Bag {
    return Object.fromEntries(
      Object.entries(state).filter(([key]) => !Object.hasOwn(kind.schema.properties, key)),
    );
  }

  // check let these through the kind's schema, and the engine hands on what check returned
  function checked(bag: Bag): Inputs {
    return bag as Bag & Inputs;
  }

  // the engine hands on what create, read or update returned
  function known(bag: Bag): State {
    return bag as Bag & State;
  }
}

function withoutUndefined(bag: Bag): Bag {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== undefined));
}
