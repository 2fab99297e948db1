import { operationBudget } from "../trtc/attempt";
import type { Budget } from "../trtc/attempt";
import type { ApiClient, Call } from "../trtc/client";
import type { Clock } from "../trtc/clock";
import {
  GoneError,
  InputError,
  isCode,
  mayHaveTakenEffect,
  ServiceError,
  TrtcError,
  UnknownOutcomeError,
} from "../trtc/errors";
import { isRegion, REGIONS } from "../trtc/settings";
import type { Settings } from "../trtc/settings";
import { environmentRules, ticketsFor } from "./environment";
import { YOUNG_TASK_MS, YOUNG_TASK_POLL_MS } from "./kind";
import type { RunningTask, TaskInputs, TaskKind, TaskState } from "./kind";
import { UNFINISHED, UnfinishedError } from "../resource/kind";
import type { Lifecycle } from "../resource/lifecycle";
import { createRegionChoice } from "../resource/region";
import { checkedInputs, propertyAt, shown } from "../resource/schema";
import type { Bag } from "../resource/schema";
import { changedProperties } from "../resource/state";
import type { ChangedProperty } from "../resource/state";
import { argumentsInState, fingerprint, newState } from "./state";

/** What the lifecycle needs from outside. */
export interface LifecycleParts {
  client: ApiClient;
  clock: Clock;
  settings: Settings;
  /** Says what takes long. */
  report(message: string): void;
  robots: Robots;
}

/** Who has a robot's name in a room, of the tasks of every kind: what one task leaves behind may be another's by now. */
export interface Robots {
  /** TaskId by place, of the tasks that this process has made. */
  made: Map<string, string>;
  /** Places of the tasks that this run leaves as they are. */
  kept: Set<string>;
}

export function noRobots(): Robots {
  return { made: new Map(), kept: new Set() };
}

/** A robot enters before Create is answered, so a repeated Create may meet its own first try. */
const CREATE_TRIES = 3;
/** A change that was not answered has used a number: so often the next is tried, further on each time. */
const SEQUENCE_TRIES = 10;
/** So long at least a robot is tried to be removed, also when the time of the operation is used up. */
const REMOVE_BUDGET_MS = 12_000;

/**
 * From so long before its end on a handle may have ended: the vendor counts from when Create arrived, state from when it was
 * answered, and clocks may be five minutes apart.
 */
const HANDLE_MARGIN_MS = 600_000;

/** What state holds beside the arguments and what follows from them: a change of arguments leaves it as it is. */
const REMEMBERED = [
  "createdAt",
  "handleExpiresAt",
  "userSigExpiresAt",
  "sequenceNumber",
  "exited",
  "handleExpired",
] as const satisfies readonly (keyof TaskState)[];

export function createLifecycle<Inputs extends TaskInputs>(
  kind: TaskKind<Inputs>,
  { client, clock, settings, report, robots }: LifecycleParts,
): Lifecycle {
  const regionOf = createRegionChoice(settings);

  return {
    check(oldInputs, newInputs) {
      const given = { ...newInputs, region: regionOf(newInputs, oldInputs) };
      const rules = [...kind.rules, ...environmentRules(settings, clock, kind.privileges)];
      return checkedInputs(kind.schema, rules, { given, oldInputs });
    },

    diff(state, inputs) {
      const changed = changedArguments(state, inputs);
      const replaces = new Set(
        changed
          .filter((change) => !fitsRunningTask(change, state))
          .map(({ path }) => path.split(".", 1)[0] ?? path),
      );
      if (state["handleExpired"] === true && inputs["onHandleExpired"] === "replace")
        replaces.add("handleExpired");
      if (state["exited"] === true && inputs["onExit"] !== "keep") replaces.add("exited");
      if (replaces.size === 0) robots.kept.add(placeOf(known("", state)));
      return {
        changes: changed.length > 0 || replaces.size > 0 || isUnfinished(state),
        replaces: [...replaces],
        // a robot is in a room once: the old task must have left before the new one enters
        deleteBeforeReplace: ["sdkAppId", "roomId", "userId"].every((key) => state[key] === inputs[key]),
      };
    },

    async create(bag) {
      const inputs = checked(bag);
      const place = placeOf(inputs);
      const holder = robots.made.get(place);
      if (holder !== undefined) throw robotTaken(inputs, holder);
      robots.made.set(place, "being made");
      const budget = operationBudget();
      const made = await createOrSettle(inputs, bag, budget).catch((error: unknown) => {
        robots.made.delete(place);
        throw error;
      });
      robots.made.set(place, made.id);
      return completed(made, inputs, budget);
    },

    async read(id, bag) {
      const state = known(id, bag);
      const { describe } = kind;
      if (describe === undefined) return { id, props: bag };
      const seen = await observe(describe, state, operationBudget());
      const { exited: _exited, handleExpired: _handleExpired, ...running } = bag;
      switch (seen) {
        case "running":
          return { id, props: running };
        case "handle expired":
          return { id, props: { ...running, handleExpired: true } };
        case "gone":
          return state.onExit === "keep"
            ? { id, props: { ...running, exited: true } }
            : { id: "", props: {} };
      }
    },

    async update(id, bag, news) {
      const state = known(id, bag);
      const inputs = checked(news);
      const changed = changedArguments(bag, news);
      const isToldNow = isUnfinished(bag) || changed.some(({ property }) => property.changes === "updates");
      const budget = operationBudget();
      const told = isToldNow ? await tell(state, inputs, budget).catch(refused) : {};
      const remembered = REMEMBERED.filter((name) => bag[name] !== undefined);
      const outs = {
        ...argumentsInState(kind, news),
        ...Object.fromEntries(remembered.map((name) => [name, bag[name]])),
        ...told,
      };
      return { outs };

      async function refused(error: unknown): Promise<never> {
        if (handleMayBeExpired(state) && isRefusal(error)) throw expiredHandle(error, state);
        // refresh cannot see that it has ended: with this in state the next up makes it again
        if (error instanceof GoneError && kind.describe === undefined) {
          // a new task may not be known yet: without its robot, which no other task of the program has, it cannot run
          if (isYoung(state)) await removeRobot(state, budget);
          throw new UnfinishedError(id, { ...bag, exited: true }, hasEnded(error));
        }
        // it may have been made: the next up says it again, also when the arguments are as they were by then
        if (mayHaveTakenEffect(error)) throw new UnfinishedError(id, { ...bag, [UNFINISHED]: true }, error);
        throw error;
      }
    },

    async delete(id, bag) {
      const state = known(id, bag);
      if (robots.made.get(placeOf(state)) === id) robots.made.delete(placeOf(state));
      if (state.exited === true) return;
      const budget = operationBudget();
      if (handleIsExpired(state)) return removeRobotOf(state, budget);
      for (;;) {
        try {
          await callFor(state, { action: kind.stop.action, budget });
          return;
        } catch (error) {
          const gone =
            error instanceof GoneError || (mayHaveTakenEffect(error) && (await isGone(state, budget)));
          if (!gone) throw error;
        }
        // a new task may not be known yet, and one whose handle has ended no more: without its robot it cannot run
        const wait = Math.min(YOUNG_TASK_POLL_MS, endOfYouth(state) - clock.now());
        if (wait > 0 || handleMayBeExpired(state)) await removeRobotOf(state, budget);
        // its robot is not to be removed: it is stopped once it is known
        if (!(wait > 0) || !robots.kept.has(placeOf(state)) || robots.made.has(placeOf(state))) return;
        await clock.sleep(wait);
      }
    },
  };

  /** Creates until it is known which task runs; when that cannot be known, none is left. */
  async function createOrSettle(
    inputs: Inputs,
    bag: Bag,
    budget: Budget,
  ): Promise<{ id: string; outs: Bag }> {
    const { tickets, source } = ticketsFor(inputs, { settings, privileges: kind.privileges });
    const { action } = kind.create;
    const params = kind.create.params(inputs, tickets);
    for (let tries = 1; ; tries++) {
      try {
        const response = await call({ action, params, region: inputs.region, budget, repeatable: false });
        const taskId = response["TaskId"];
        if (typeof taskId !== "string" || taskId === "") throw answerWithoutTaskId(action);
        return { id: taskId, outs: newState(kind, bag, { createdAt: clock.now(), ...tickets }) };
      } catch (error) {
        if (!(error instanceof TrtcError)) throw error;
        const refused = !taskMayRun(error) && !isCode(error.code, ...(kind.create.robotTaken ?? []));
        // no code says that it is the UserSig: a wrong key of the application looks like any other wrong argument
        if (error instanceof InputError) error.message += `; ${source}`;
        // refused at once: nothing was made. Refused later: an earlier try may have made something
        if (refused && tries === 1) throw error;
        report(`${action}: ${error.code ?? error.message}; removing robot ${inputs.userId} to start clean`);
        const doubt = await removeRobotBestEffort(inputs, budget);
        if (refused || tries === CREATE_TRIES || budget.remainingMs <= 0)
          throw unsettled(error, tries, inputs, doubt);
      }
    }
  }

  /** Says to a new task what Create cannot say. The task is kept when that fails: the next update says it. */
  async function completed(
    made: { id: string; outs: Bag },
    inputs: Inputs,
    budget: Budget,
  ): Promise<{ id: string; outs: Bag }> {
    if (kind.modify?.completesCreate?.(inputs) !== true) return made;
    try {
      return {
        id: made.id,
        outs: { ...made.outs, ...(await tell(known(made.id, made.outs), inputs, budget)) },
      };
    } catch (error) {
      if (!(error instanceof TrtcError)) throw error;
      throw new UnfinishedError(made.id, { ...made.outs, [UNFINISHED]: true }, error);
    }
  }

  /** Changes a running task. @returns what state is to remember of it */
  async function tell(state: RunningTask, inputs: Inputs, budget: Budget): Promise<Bag> {
    const { modify } = kind;
    if (modify === undefined) return {};
    const { action } = modify;
    const send = async (numbered: object) => {
      const params = { ...modify.params(inputs), ...numbered };
      const response = await callFor(state, { action, params, budget });
      if ((modify.sees?.(response) ?? "running") !== "running") throw saidToHaveEnded(action);
    };
    if (modify.sequence === undefined) {
      await send({});
      return {};
    }
    const { param, outdated } = modify.sequence;
    let sequenceNumber = (state.sequenceNumber ?? 0) + 1;
    for (let tries = 1; ; tries++) {
      try {
        await send({ [param]: sequenceNumber });
        return { sequenceNumber };
      } catch (error) {
        const isOutdated = error instanceof TrtcError && isCode(error.code, outdated);
        if (!isOutdated || tries === SEQUENCE_TRIES) throw error;
        report(
          `${state.taskId}: number ${sequenceNumber} was used by a change that was not answered: going on`,
        );
        sequenceNumber += 2 ** (tries - 1);
      }
    }
  }

  /** Arguments that are others than in state. */
  function changedArguments(state: Bag, inputs: Bag): ChangedProperty[] {
    return [...changedProperties(kind, state, inputs), ...changedSecrets(state, inputs)];
  }

  /** Secrets that are another than in state, as their fingerprints tell. */
  function changedSecrets(state: Bag, inputs: Bag): ChangedProperty[] {
    return Object.entries(kind.fingerprints).flatMap(([output, paths]) => {
      const [path = output] = paths;
      const property = propertyAt(kind.schema, path);
      const isSame = state[output] === fingerprint(inputs, paths);
      return isSame || property === undefined ? [] : [{ path, property, removed: false }];
    });
  }

  /** Whether a change needs no new task. */
  function fitsRunningTask({ property, removed }: ChangedProperty, state: Bag): boolean {
    if (property.changes === "settles") return true;
    // a task that has ended takes no changes
    if (property.changes !== "updates" || state["exited"] === true) return false;
    return !(removed && kind.modify?.isPatch === true);
  }

  /** Removes the robot of a task that ends, unless another task of the room has its name by now. */
  async function removeRobotOf(state: TaskState, budget: Budget): Promise<void> {
    const place = placeOf(state);
    if (!robots.made.has(place) && !robots.kept.has(place)) await removeRobot(state, budget);
  }

  /** A call about a task that was made: to repeat it does no harm. */
  function callFor(
    state: RunningTask,
    { action, params, budget }: { action: string; params?: object; budget: Budget },
  ): Promise<Bag> {
    const { region } = state;
    return call({ action, params: { ...handle(state), ...params }, region, budget, repeatable: true });
  }

  function call(request: Omit<Call, "notFound" | "quota">): Promise<Bag> {
    return client.call({ ...request, notFound: kind.notFound, quota: kind.quota });
  }

  /** What the API says of a task. */
  async function observe(
    describe: NonNullable<typeof kind.describe>,
    state: RunningTask,
    budget: Budget,
  ): Promise<"running" | "gone" | "handle expired"> {
    const believedFrom = endOfYouth(state);
    for (let asked = 1; ; asked++) {
      try {
        const response = await callFor(state, { action: describe.action, budget });
        const sight = describe.sees(response);
        if (sight !== "unknown") return sight === "ended" ? "gone" : "running";
      } catch (error) {
        // past its end a handle finds nothing although the task runs on: an error proves nothing,
        // unless the task was seen to have ended before
        if (handleMayBeExpired(state) && isRefusal(error))
          return state.exited === true ? "gone" : "handle expired";
        if (!(error instanceof GoneError)) throw error;
      }
      const wait = Math.min(YOUNG_TASK_POLL_MS, believedFrom - clock.now());
      // also when state holds no time that can be read: else this would never end
      if (!(wait > 0)) return "gone";
      if (asked === 1)
        report(`${state.taskId} is not found yet, less than a minute after it was made: asking until it is`);
      await clock.sleep(wait);
    }
  }

  /** When not-found is believed: a minute after creation, or after now should another clock have made the task. */
  function endOfYouth(state: TaskState): number {
    return Math.min(Date.parse(state.createdAt), clock.now()) + YOUNG_TASK_MS;
  }

  function isYoung(state: TaskState): boolean {
    return clock.now() < endOfYouth(state);
  }

  async function isGone(state: RunningTask, budget: Budget): Promise<boolean> {
    if (kind.describe === undefined) return false;
    try {
      const response = await callFor(state, { action: kind.describe.action, budget });
      return kind.describe.sees(response) !== "running";
    } catch (error) {
      return error instanceof GoneError;
    }
  }

  function handleIsExpired({ handleExpiresAt }: TaskState): boolean {
    return handleExpiresAt !== undefined && clock.now() >= Date.parse(handleExpiresAt);
  }

  function handleMayBeExpired({ handleExpiresAt }: TaskState): boolean {
    return handleExpiresAt !== undefined && clock.now() >= Date.parse(handleExpiresAt) - HANDLE_MARGIN_MS;
  }

  /** Takes the robot out of its room, which ends its task. A room that does not exist holds no robot. */
  async function removeRobot(robot: RobotInRoom, budget: Budget): Promise<void> {
    const { sdkAppId, roomId, userId, region } = robot;
    const action = typeof roomId === "number" ? "RemoveUser" : "RemoveUserByStrRoomId";
    const params = { SdkAppId: sdkAppId, RoomId: roomId, UserIds: [userId] };
    const where = isRegion(region) ? REGIONS[region].removeUserRegion : region;
    try {
      await call({ action, params, region: where, budget, repeatable: true });
    } catch (error) {
      if (!(error instanceof TrtcError) || !isCode(error.code, "FailedOperation.RoomNotExist")) throw error;
    }
  }

  /** Resolves to undefined when the robot is out of the room, else to the reason why that is not known. */
  async function removeRobotBestEffort(robot: RobotInRoom, budget: Budget): Promise<string | undefined> {
    // a service that is dead for a minute is waited for here, where to repeat does no harm
    const time = Math.max(budget.remainingMs, REMOVE_BUDGET_MS);
    const own = { remainingMs: time };
    try {
      await removeRobot(robot, own);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      budget.remainingMs -= time - own.remainingMs;
    }
  }

  // check let these through the kind's schema, and the engine hands on what check returned
  function checked(bag: Bag): Inputs {
    return bag as Bag & Inputs;
  }
}

type RobotInRoom = Pick<TaskInputs, "sdkAppId" | "roomId" | "userId" | "region">;

function known(taskId: string, bag: Bag): RunningTask {
  // the engine hands on what create, read or update returned
  return { ...(bag as Bag & TaskState), taskId };
}

/** One that has ended, or whose handle has, can be told nothing more. */
function isUnfinished(state: Bag): boolean {
  return state[UNFINISHED] === true && state["exited"] !== true && state["handleExpired"] !== true;
}

function handle(state: RunningTask): { SdkAppId: number; TaskId: string } {
  return { SdkAppId: state.sdkAppId, TaskId: state.taskId };
}

/** True when a Create that failed like this may have left a task: also for the bare FailedOperation that one of the vendor's documents gives for a robot that is still in the room. */
function taskMayRun(error: TrtcError): boolean {
  return mayHaveTakenEffect(error) || error.code === "FailedOperation";
}

function answerWithoutTaskId(action: string): UnknownOutcomeError {
  return new UnknownOutcomeError(
    `${action}: the answer holds no TaskId, so it is not known whether the call took effect`,
    { action, code: "UnreadableAnswer" },
  );
}

/** The error of the last try, with what was done about the tries before it. */
function unsettled(
  error: TrtcError,
  tries: number,
  robot: RobotInRoom,
  doubt: string | undefined,
): TrtcError {
  const where = `robot ${robot.userId} in room ${robot.roomId} of application ${robot.sdkAppId}`;
  const done =
    doubt === undefined
      ? `${where} was removed, so no task of it runs: run pulumi up again`
      : `${where} could not be removed, so a task of it may run (${doubt}): cure that and run pulumi up again, ` +
        `or remove the robot from the room`;
  error.message += `; given up after ${tries} tries; ${done}`;
  return error;
}

function placeOf({ sdkAppId, roomId, userId }: RobotInRoom): string {
  return JSON.stringify([sdkAppId, roomId, userId]);
}

function robotTaken(robot: RobotInRoom, holder: string): InputError {
  return new InputError(
    `userId is ${shown(robot.userId)}, which another task of this run has in room ${shown(robot.roomId)} (${holder}): ` +
      `give each task of a room a robot of its own`,
  );
}

/** An answer that says no to this task, not to the caller, its rate or the moment. */
function isRefusal(error: unknown): error is TrtcError {
  return (
    error instanceof GoneError ||
    // without a code it is about a setting, and nothing was asked
    (error instanceof InputError && error.code !== undefined) ||
    (error instanceof ServiceError && isCode(error.code, "FailedOperation"))
  );
}

function saidToHaveEnded(action: string): GoneError {
  return new GoneError(`${action}: the answer says that the task has ended: run pulumi up --refresh`, {
    action,
  });
}

/** Said of a task that nothing but its own calls can tell of. */
function hasEnded(error: GoneError): GoneError {
  const { action, code, requestId } = error;
  return new GoneError(`${action}: the task has ended (${code}): run pulumi up again to make a new one`, {
    action,
    code,
    requestId,
  });
}

function expiredHandle(error: TrtcError, state: RunningTask): GoneError {
  return new GoneError(
    `${state.taskId} can no longer be changed: its handle ends at ${state.handleExpiresAt}; set onHandleExpired to replace and run ` +
      `pulumi up --refresh, or undo the change`,
    { action: error.action, code: error.code, requestId: error.requestId },
  );
}
