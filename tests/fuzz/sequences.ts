import * as fc from "fast-check";
import { programChanges } from "./programs";
import type { ApiSettings, Fault, How } from "./task-api";
import { createWorld } from "./world";
import type { Asked, Kill, MakeLifecycle, World } from "./world";

/** One thing that happens, as plain data: what it prints is what it is. */
type Happening =
  | Asked
  | { do: "kill"; in: Asked; at: Kill }
  | { do: "stop outside"; index: number }
  | { do: "expire a handle"; index: number }
  | { do: "fault"; faults: readonly Fault[] }
  | { do: "dead"; seconds: number; how: How }
  | { do: "clear faults" }
  /** A change in place that gets no answer and is taken back by the next program. */
  | { do: "take back"; index: number; variant: number; how: How }
  | { do: "rotate"; key: "account" | "storage" | "application" }
  | { do: "revoke" }
  | { do: "pass"; seconds: number }
  | { do: "clear pending" }
  | { do: "settings"; settings: ApiSettings };

const MAX_TASKS = 6;

const CODES = [
  "RequestLimitExceeded",
  "InternalError",
  "InternalError.CSInternalError",
  "ServiceUnavailable",
  "FailedOperation",
  "FailedOperation.RestrictedConcurrency",
  "InvalidParameter.OutOfRange",
  "AuthFailure.SignatureExpire",
  "UnauthorizedOperation.SdkAppId",
] as const;

/** After these the vendor advises to repeat the same call: it may have taken effect. */
const MAY_BE_APPLIED = (code: string): boolean => code.startsWith("InternalError");

const how: fc.Arbitrary<How> = fc.oneof(
  fc
    .record({ code: fc.constantFrom(...CODES), applied: fc.boolean() })
    .map(({ code, applied }) => ({ kind: "code" as const, code, applied: applied && MAY_BE_APPLIED(code) })),
  fc
    .record({ status: fc.constantFrom(429, 502, 503), applied: fc.boolean() })
    .map(({ status, applied }) => ({ kind: "status" as const, status, applied: applied && status >= 500 })),
  fc.constant({ kind: "unreachable" as const }),
  fc.record({
    kind: fc.constantFrom("timeout" as const, "connection lost" as const, "unreadable answer" as const),
    applied: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("empty" as const), applied: fc.boolean() }),
  fc.record({ kind: fc.constant("late" as const), seconds: fc.integer({ min: 8, max: 120 }) }),
  fc.record({ kind: fc.constant("slow" as const), seconds: fc.integer({ min: 1, max: 6 }) }),
);

/** More than are tried in the time of an operation. */
const OUTAGE = 40;

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    verb: fc.constantFrom("create", "create", "remove", "stop", "describe", "modify", "any"),
    times: fc.integer({ min: 1, max: 5 }),
    how,
  }),
  fc.record({
    verb: fc.constantFrom("create", "remove", "stop", "describe", "modify", "modify"),
    times: fc.constant(OUTAGE),
    how,
  }),
);

const asked: fc.Arbitrary<Asked> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("up" as const),
      change: programChanges(MAX_TASKS),
      refresh: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "refresh" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "destroy" as const }) },
);

const kill: fc.Arbitrary<Kill> = fc.record({
  point: fc.constantFrom("before send", "sent", "answered"),
  count: fc.integer({ min: 1, max: 6 }),
  orphan: fc.boolean(),
});

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 10, arbitrary: asked },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("kill" as const), in: asked, at: kill }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("stop outside" as const), index: fc.nat({ max: 5 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("expire a handle" as const), index: fc.nat({ max: 5 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      faults: fc.array(fault, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("dead" as const),
      seconds: fc.integer({ min: 5, max: 200 }),
      how,
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: "clear faults" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("take back" as const),
      index: fc.nat({ max: 5 }),
      variant: fc.nat({ max: 5 }),
      how: fc.constantFrom<How[]>(
        { kind: "timeout", applied: true },
        { kind: "status", status: 502, applied: true },
        { kind: "code", code: "InternalError", applied: true },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("rotate" as const),
      key: fc.constantFrom("account", "storage", "application"),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "revoke" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 100 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "clear pending" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("settings" as const),
      settings: fc.record({
        robotConflict: fc.constantFrom("takeover", "fail"),
        lagSeconds: fc.constantFrom(0, 5, 20, 50),
        lagOfAll: fc.boolean(),
        exitLagSeconds: fc.constantFrom(30, 0, 300),
        peopleInRooms: fc.boolean(),
      }),
    }),
  },
);

/** Something that happens to a stack, as fast-check runs it. */
type Command = fc.AsyncCommand<object, World>;

function command(what: Happening, trace?: (line: string) => void): Command {
  return {
    check: () => true,
    run(_model, world) {
      trace?.(JSON.stringify(what));
      return happens(what, world);
    },
    toString: () => JSON.stringify(what),
  };
}

async function happens(what: Happening, world: World): Promise<void> {
  const { api, clock } = world;
  switch (what.do) {
    case "up":
    case "refresh":
    case "destroy":
      return world.run(what);
    case "kill":
      return world.run(what.in, what.at);
    case "stop outside": {
      const running = api.running();
      const task = running[what.index % Math.max(1, running.length)];
      if (task !== undefined) api.stopOutside(task);
      return;
    }
    case "expire a handle": {
      const handles = api.running().filter(({ handleExpiresAt }) => handleExpiresAt < Infinity);
      const task = handles[what.index % Math.max(1, handles.length)];
      if (task !== undefined) await clock.pass(Math.max(0, task.handleExpiresAt + 1_000 - clock.now()));
      return;
    }
    case "fault":
      what.faults.forEach((each) => api.fault(each));
      return;
    case "dead":
      api.die(what.seconds, what.how);
      return;
    case "take back": {
      const { index, variant } = what;
      api.fault({ verb: "modify", times: OUTAGE, how: what.how });
      await world.run({ do: "up", change: { is: "changed", index, variant }, refresh: false });
      api.clearFaults();
      return world.run({ do: "up", change: { is: "the one before" }, refresh: false });
    }
    case "clear faults":
      api.clearFaults();
      return;
    case "rotate":
      world.rotate(what.key);
      return;
    case "revoke":
      world.revoke();
      return;
    case "pass":
      return clock.pass(what.seconds * 1_000);
    case "clear pending":
      world.clearPending();
      return;
    case "settings":
      Object.assign(api.settings, what.settings);
  }
}

const MAX_COMMANDS = 14;

export interface FuzzOptions {
  runs: number;
  seed: number;
  /** Where a failure was found: only that one is run again. */
  path?: string | undefined;
  /** Which of its commands ran. */
  replay?: string | undefined;
  makeLifecycle?: MakeLifecycle;
  /** Whether a sequence that fails is made shorter. @default true */
  shrinks?: boolean;
  /** Told after each sequence that held. */
  onRun?: () => void;
  /** Told each command, step and call. */
  trace?: (line: string) => void;
}

export interface FuzzResult {
  runs: number;
  commands: number;
  failure?: Failure;
}

export interface Failure {
  /** Which invariant does not hold, and where. */
  error: string;
  path: string;
  replay: string;
  /** The shrunk sequence: a command in each line. */
  sequence: readonly string[];
  /** How many sequences held before. */
  after: number;
  shrinks: number;
}

/** Runs random sequences of commands over the lifecycle, and shrinks one that fails. */
export async function fuzzLifecycle({
  runs,
  seed,
  path,
  replay,
  makeLifecycle,
  shrinks = true,
  onRun,
  trace,
}: FuzzOptions): Promise<FuzzResult> {
  let commands = 0;
  const sequences = fc.commands([happening.map((what) => command(what, trace))], {
    maxCommands: MAX_COMMANDS,
    size: "max",
    ...(replay !== undefined && { replayPath: replay }),
  });
  const property = fc.asyncProperty(fc.noBias(fc.nat()), sequences, async (worldSeed, sequence) => {
    const world = createWorld({ seed: worldSeed, trace, ...(makeLifecycle && { makeLifecycle }) });
    await fc.asyncModelRun(() => ({ model: {}, real: world }), sequence);
    await world.cleanUp();
    commands += [...sequence].length;
    onRun?.();
  });
  const result = await fc.check(property, {
    seed,
    numRuns: runs,
    ...(path !== undefined && { path }),
    endOnFailure: !shrinks,
  });
  if (!result.failed) return { runs: result.numRuns, commands };
  const [worldSeed, sequence] = result.counterexample ?? [];
  const text = fc.stringify(sequence);
  return {
    runs: result.numRuns,
    commands,
    failure: {
      error:
        result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance),
      path: result.counterexamplePath ?? "",
      replay: /replayPath="([^"]*)"/.exec(text)?.[1] ?? "",
      sequence: [`world ${String(worldSeed)}`, ...[...(sequence ?? [])].map(String)],
      after: result.numRuns - 1,
      shrinks: result.numShrinks,
    },
  };
}

/** What is said of a sequence that fails: what is wrong, what happened, and the line that runs it again. */
export function reproduction({ error, sequence, path, replay, after }: Failure, seed: number): string {
  return [
    error,
    `after ${after} sequences that held; what happened, as short as it could be made:`,
    ...sequence.map((line) => `  ${line}`),
    "to run it again, with every step and call:",
    `  npm run fuzz -- --level lifecycle --seed ${seed} --path ${path} --replay ${replay}`,
  ].join("\n");
}
