import type { Lifecycle } from "../../provider/resource/lifecycle";
import { UNFINISHED, UnfinishedError } from "../../provider/resource/kind";
import type { Bag } from "../../provider/resource/schema";
import { createLifecycle } from "../../provider/task/lifecycle";
import type { LifecycleParts } from "../../provider/task/lifecycle";
import { GoneError, UnknownOutcomeError } from "../../provider/trtc/errors";
import type { MakeLifecycle } from "./world";

/** A lifecycle with a mistake that the fuzz is to find. */
export interface Mutant {
  /** What it does wrong. */
  name: string;
  makeLifecycle: MakeLifecycle;
  /** What is said of it. */
  found: RegExp;
}

function mutant(
  name: string,
  found: RegExp,
  change: (lifecycle: Lifecycle, parts: LifecycleParts) => Partial<Lifecycle>,
  parts: (parts: LifecycleParts) => LifecycleParts = (same) => same,
): Mutant {
  return {
    name,
    found,
    makeLifecycle(kind, given) {
      const lifecycle = createLifecycle(kind, parts(given));
      return { ...lifecycle, ...change(lifecycle, given) };
    },
  };
}

const HOUR_MS = 3_600_000;

/** As if the task had been made an hour before. */
function aged(state: Bag): Bag {
  const createdAt = Date.parse(String(state["createdAt"])) - HOUR_MS;
  return { ...state, createdAt: new Date(createdAt).toISOString() };
}

const same = (): Partial<Lifecycle> => ({});

export const MUTANTS: readonly Mutant[] = [
  mutant("a robot is not removed after a lost answer", /runs|its new task/, same, (parts) => ({
    ...parts,
    client: {
      call: (request) =>
        request.action.startsWith("RemoveUser") ? Promise.resolve({}) : parts.client.call(request),
    },
  })),
  mutant(
    "read believes that a young task is gone",
    /runs, and neither state|its new task|refresh without drift/,
    ({ read }) => ({
      async read(id, state) {
        const seen = await read(id, aged(state));
        return seen.id === "" ? seen : { ...seen, props: { ...seen.props, createdAt: state["createdAt"] } };
      },
    }),
  ),
  mutant("read says gone when it fails", /runs, and neither state|its new task/, ({ read }) => ({
    read: (id, state) => read(id, state).catch(() => ({ id: "", props: {} })),
  })),
  mutant("delete takes an unknown outcome for done", /runs, and neither state|its new task/, (lifecycle) => ({
    delete: (id, state) =>
      lifecycle.delete(id, state).catch((error: unknown) => {
        if (!(error instanceof UnknownOutcomeError)) throw error;
      }),
  })),
  mutant(
    "delete fails for what is gone already",
    /without a fault: delete/,
    (lifecycle) => ({
      delete: lifecycle.delete,
    }),
    (parts) => ({
      ...parts,
      client: {
        call: (request) =>
          parts.client.call(request).catch((error: unknown) => {
            if (error instanceof GoneError && /^(Delete|Stop)/.test(request.action))
              throw new Error(error.message);
            throw error;
          }),
      },
    }),
  ),
  mutant("delete asks by a handle that has expired", /runs, and neither state|its new task/, (lifecycle) => ({
    delete(id, { handleExpiresAt: _handleExpiresAt, ...state }) {
      return lifecycle.delete(id, aged(state));
    },
  })),
  mutant("update forgets that a change had no answer", /the task was told|is unfinished/, ({ update }) => ({
    update: (id, state, inputs) =>
      update(id, state, inputs).catch((error: unknown) => {
        throw error instanceof UnfinishedError && error.outs[UNFINISHED] === true
          ? new Error(error.message)
          : error;
      }),
  })),
  mutant("create loses a task that could not be told all", /runs, and neither state/, ({ create }) => ({
    create: (inputs) =>
      create(inputs).catch((error: unknown) => {
        throw error instanceof UnfinishedError ? new Error(error.message) : error;
      }),
  })),
  mutant(
    "a replacement makes the new task before the old one has left",
    /took over the robot/,
    ({ diff }) => ({
      diff: (state, inputs) => ({ ...diff(state, inputs), deleteBeforeReplace: false }),
    }),
  ),
  mutant(
    "delete does not know which robots are another's by now",
    /is kept, but its task/,
    (lifecycle, { robots }) => ({
      delete(id, state) {
        robots.kept.clear();
        return lifecycle.delete(id, state);
      },
    }),
  ),
  mutant("calls have no end", /took \d|longer than/, same, (parts) => ({
    ...parts,
    client: {
      call(request) {
        // whoever counts on the time of the operation sees nothing of it used
        return parts.client.call({ ...request, budget: { remainingMs: 600_000 } });
      },
    },
  })),
  mutant("state keeps the arguments with their secrets", /a secret stands in/, ({ create }) => ({
    async create(inputs) {
      const made = await create(inputs);
      return { ...made, outs: { ...inputs, ...made.outs, storage: inputs["storage"] ?? {} } };
    },
  })),
  mutant("an answer holds what the engine cannot carry", /cannot carry/, ({ update }) => ({
    async update(id, state, inputs) {
      const { outs } = await update(id, state, inputs);
      return { outs: { ...outs, handleExpiresAt: outs["handleExpiresAt"] } };
    },
  })),
  mutant("read writes down when it looked", /refresh without drift/, ({ read }) => ({
    async read(id, state) {
      const seen = await read(id, state);
      const looks = Number(state["looks"] ?? 0) + 1;
      return seen.id === "" ? seen : { ...seen, props: { ...seen.props, looks } };
    },
  })),
];
