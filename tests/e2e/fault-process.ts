import assert from "node:assert/strict";
import { onDrivenStack, signalIfThere, until } from "./fault-process-run";
import type { DrivenStack, Running } from "./fault-process-run";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import type { SceneOptions } from "./scene";

const ROOMS = ["a", "b", "c"];
const CREATE = "CreateCloudSliceTask";
const DELETE = "DeleteCloudSliceTask";
/** A cut-off command that has not ended by then hangs. */
const HANG_MS = 30_000;

/** What is under way when it is cut off, of three tasks at once. */
const OPERATIONS = {
  create: { action: CREATE, command: "up" },
  delete: { action: DELETE, command: "destroy" },
  // its second half: the tasks are stopped, and their successors are being made
  replace: { action: CREATE, command: "up" },
} as const;
type Operation = keyof typeof OPERATIONS;

const PHASES = ["not sent", "sent, not answered", "answered, not saved"] as const;
type Phase = (typeof PHASES)[number];

/** What ends an operation before its time, and what it leaves behind. */
interface Cut {
  cases: string;
  strike(target: { cli: Running; provider: number; stack: DrivenStack }): Promise<void> | void;
  /** Whether calls that had begun are finished all the same. */
  finishes: boolean;
  /** Whether state says how they ended. */
  saves: boolean;
  locks: 0 | 1;
  /** Whether state keeps that they had begun. */
  pending: boolean;
  /** Null after a SIGKILL. */
  exitCode(operation: Operation): number | null;
}

const CUTS = {
  "SIGKILL of the CLI": {
    cases: "E1",
    finishes: true,
    saves: false,
    locks: 1,
    pending: true,
    strike: ({ cli }) => cli.signal("SIGKILL"),
    exitCode: () => null,
  },
  "SIGKILL of the CLI and all that it started": {
    cases: "E1",
    finishes: false,
    saves: false,
    locks: 1,
    pending: true,
    strike: ({ stack }) => stack.endProcesses(),
    exitCode: () => null,
  },
  "SIGINT once": {
    cases: "E3",
    finishes: true,
    saves: true,
    locks: 0,
    pending: false,
    strike: ({ cli }) => interrupt(cli),
    // of a destroy all had begun: it is through
    exitCode: (operation) => (operation === "delete" ? 0 : 1),
  },
  "SIGINT twice": {
    cases: "E3",
    finishes: false,
    saves: false,
    locks: 0,
    pending: true,
    async strike({ cli }) {
      await interrupt(cli);
      // one that comes while it says that it heard the first is not heard, and a third one would be no longer its own to hear
      let pressedAt = -Infinity;
      await until("the CLI hears a second SIGINT", () => {
        if (Date.now() - pressedAt > PRESS_AGAIN_MS) {
          cli.signal("SIGINT");
          pressedAt = Date.now();
        }
        return cli.hasEnded();
      });
    },
    exitCode: () => 8,
  },
  "SIGKILL of the provider": {
    cases: "E4",
    finishes: false,
    saves: false,
    locks: 0,
    pending: false,
    strike: ({ provider }) => signalIfThere(provider, "SIGKILL"),
    exitCode: () => 1,
  },
} as const satisfies Record<string, Cut>;
type CutName = keyof typeof CUTS;

/** Long enough for an engine to end on a busy machine. */
const PRESS_AGAIN_MS = 8_000;

/** Resolves when the CLI has heard it. */
async function interrupt(cli: Running): Promise<void> {
  cli.signal("SIGINT");
  await until("the CLI hears SIGINT", () => cli.text().includes("^C received; cancelling"));
}

/** What the user runs, after `pulumi cancel` where the stack is locked. Reconcile needs none. */
const WAYS = ["up --refresh", "refresh --clear-pending-creates, up", "destroy", "reconcile"] as const;

interface Row {
  cut: CutName;
  operation: Operation;
  phase: Phase;
  way: (typeof WAYS)[number] | "up";
  /** What the API does with a second task of a robot. @default "takeover" */
  robotConflict?: "fail";
}

// every cut at every moment; the ways back take turns, so that each follows each cut, operation and phase
const MATRIX = keysOf(CUTS).flatMap((cut, first) =>
  keysOf(OPERATIONS).flatMap((operation, second) =>
    PHASES.map((phase, third): Row => {
      const way = WAYS[(first + second + third) % WAYS.length] ?? "up";
      return { cut, operation, phase, way };
    }),
  ),
);

// what is lost most easily: a task that runs and that state does not know
const LOST = { operation: "create", phase: "sent, not answered" } as const;
const LOST_ROWS: readonly Row[] = [
  { ...LOST, cut: "SIGKILL of the CLI", way: "destroy" },
  { ...LOST, cut: "SIGKILL of the CLI", way: "reconcile" },
  { ...LOST, cut: "SIGKILL of the CLI", way: "up --refresh", robotConflict: "fail" },
  { ...LOST, cut: "SIGINT twice", way: "up" },
  { ...LOST, cut: "SIGKILL of the provider", way: "up" },
  { ...LOST, cut: "SIGKILL of the provider", way: "up", robotConflict: "fail" },
];

const rows = [...MATRIX, ...LOST_ROWS].map((row) => {
  const { cut, operation, phase, way, robotConflict } = row;
  const conflict = robotConflict === undefined ? "" : `, robot conflict "${robotConflict}"`;
  return furtherProof(
    `${CUTS[cut].cases}: ${cut}, ${operation} ${phase}, then ${way}${conflict}`,
    onStack((stack) => thereAndBack(stack, row), robotConflict && { settings: { robotConflict } }),
  );
});

/** Cuts an operation off, looks at what is left, and goes the way back; at the end nothing is left. */
async function thereAndBack(stack: DrivenStack, row: Row): Promise<string> {
  const { cut, way } = row;
  const { saves, locks } = CUTS[cut];
  const { exit, creates, orphans } = await cutOff(stack, row);
  const live = await stack.scene.live();
  const { ids, pending } = await stack.state();

  if (locks > 0 && way !== "reconcile") await stack.run("cancel");
  await stack.run(...way.split(", "));
  if (way === "destroy") {
    assertSame((await stack.state()).ids, []);
    assert.equal((await stack.scene.live()).length, saves ? 0 : creates, "it stops what state knows");
    // what it does not know is taken over by its robot's name, and so comes into state
    await stack.run("refresh --clear-pending-creates", "up");
  }
  const leftPending = way.startsWith("up") ? pending.filter((type) => type === "creating") : [];
  await assertInLine(stack, leftPending);
  await destroyToNothing(stack);
  const left = `${live.length} live, ${ids.length} in state, ${pending.length} pending`;
  return `${exit}: ${left}${orphans > 0 ? ", provider left behind" : ""}; then 3 live, those in state; then 0`;
}

/** Ends an operation at its phase, and holds what is left against the table. */
async function cutOff(stack: DrivenStack, { cut, operation, phase }: Row) {
  const { action, command } = OPERATIONS[operation];
  const { strike, finishes, saves, locks, pending, exitCode } = CUTS[cut];
  const { control } = stack.scene;
  stack.program(ROOMS);
  if (operation !== "create") await stack.run("up");
  if (operation === "replace")
    stack.program(ROOMS, { sliceParams: { sliceType: "audio", maxIdleTime: 86400 } });
  const earlier = (await control.calls()).length;
  const calls = async (wanted: string) =>
    (await control.calls()).slice(earlier).filter((call) => call.action === wanted);
  const answered = async (wanted: string) =>
    (await calls(wanted)).filter(({ httpStatus }) => httpStatus === 200).length;

  // applied, and answered when the faults are cleared
  await control.fault({ action, times: ROOMS.length, kind: "latency", seconds: 600 });
  const cli = stack.start(command, phase === "not sent" ? { TRTC_MAX_RPS: "1" } : {});
  await until(`${operation} ${phase}`, async () => {
    const applied = (await calls(action)).filter(({ code }) => code === "OK").length;
    return applied >= (phase === "not sent" ? 1 : ROOMS.length);
  });
  const provider = stack.processes().find(({ command }) => command.includes("/dynamic-provider/"))?.pid;
  assert.ok(provider !== undefined, "the provider runs");
  // the moment is held by stopping who would send the next, or who would hear or save the answer
  if (phase === "answered, not saved") {
    if (cut.startsWith("SIGKILL of the CLI")) cli.signal("SIGSTOP");
    else process.kill(provider, "SIGSTOP");
    await control.clearFaults();
    await until("the answers are sent", async () => (await answered(action)) === ROOMS.length);
  } else {
    await until("all have begun", () => stack.stateOnDisk().pending.length === ROOMS.length);
    // one that is to go on is not stopped: what is stopped ends with the engine that started it
    if (!finishes) process.kill(provider, "SIGSTOP");
  }
  const atCut = stack.stateOnDisk();

  await strike({ cli, provider, stack });
  await control.clearFaults();
  if (finishes) {
    signalIfThere(provider, "SIGCONT");
    const creates = atCut.pending.filter((type) => type === "creating").length;
    const deletes = operation === "create" ? 0 : ROOMS.length;
    await until(
      "what had begun is finished",
      async () => (await answered(CREATE)) === creates && (await answered(DELETE)) === deletes,
    );
  }
  await until("the CLI ends", () => cli.hasEnded(), HANG_MS);
  const ended = await cli.ended;
  assertSame([ended.exitCode, stack.locks()], [exitCode(operation), locks]);

  const after = await stack.state();
  const live = await stack.scene.live();
  if (saves) assertSame([after.ids, after.pending], [live.sort(), []]);
  else assertSame(after, { ...atCut, pending: pending ? atCut.pending : [] });
  const creates = (await calls(CREATE)).length;
  const before = operation === "create" ? 0 : ROOMS.length;
  assert.equal(live.length, before + creates - (await calls(DELETE)).length);
  if (phase === "not sent" && !finishes) assert.ok((await calls(action)).length < ROOMS.length, "not sent");

  // a provider does not end by itself when its engine alone was killed
  const orphans = stack.processes();
  assert.equal(
    orphans.some(({ pid }) => pid === provider),
    finishes && !saves,
  );
  await stack.endProcesses();
  return { exit: ended.signal ?? `exit code ${String(ended.exitCode)}`, creates, orphans: orphans.length };
}

/** One task runs for each room, each is in state, and state has no other; nothing is locked. */
async function assertInLine(stack: DrivenStack, pending: readonly string[] = []): Promise<void> {
  const running = (await stack.scene.control.tasks()).filter((task) => task.running);
  assertSame(running.map((task) => task.roomId).sort(), ROOMS);
  const ids = running.map((task) => task.taskId).sort();
  assertSame(await stack.state(), { ids, halfReplaced: 0, pending });
  assert.equal(stack.locks(), 0);
}

async function destroyToNothing(stack: DrivenStack): Promise<void> {
  await stack.run("destroy");
  const seen = [await stack.scene.live(), (await stack.state()).ids, stack.locks(), stack.processes()];
  assertSame(seen, [[], [], 0, []]);
}

const killed = proof(
  "E1: SIGKILL of the CLI between accept and answer: locked, cancel, up warns and takes over, refresh --clear-pending-creates leaves none pending",
  onStack(async (stack) => {
    await cutOff(stack, { ...LOST, cut: "SIGKILL of the CLI", way: "up" });
    const lost = (await stack.scene.live()).sort();
    await stack.scene.actions();
    const locked = await stack.start("up").ended;
    assert.equal(locked.exitCode, 1);
    assert.match(
      locked.text,
      /the stack is currently locked by 1 lock\(s\)\. Either wait for the other process\(es\) to end or delete the lock file with `pulumi cancel`/,
    );
    assertSame(await stack.scene.actions({ describe: true }), []);
    await stack.run("cancel");
    const { exitCode, text } = await stack.start("up").ended;
    assert.equal(exitCode, 0, text);
    assert.match(text, /resources with 3 pending operations from previous deployment/);
    for (const room of ROOMS)
      assert.match(text, new RegExp(`:CloudSliceTask::${room}, interrupted while creating`));
    assertSame(
      await stack.scene.actions(),
      ROOMS.map(() => CREATE),
    );
    await assertInLine(
      stack,
      ROOMS.map(() => "creating"),
    );
    const { ids } = await stack.state();
    assert.ok(lost.every((id) => !ids.includes(id)));
    await stack.run("refresh --clear-pending-creates");
    await assertInLine(stack);
    assertSame((await stack.state()).ids, ids);
    await destroyToNothing(stack);
    return "locked with 0 calls; cancel, up: 3 Creates, 3 live, those in state, 3 pending; refresh: 0 pending; then 0 live";
  }),
);

const believed = furtherProof(
  "E1: SIGKILL of the CLI in a destroy, then up: state is believed, nothing is made; with --refresh it is",
  onStack(async (stack) => {
    await cutOff(stack, { ...LOST, operation: "delete", cut: "SIGKILL of the CLI", way: "up" });
    const { ids } = await stack.state();
    await stack.scene.actions();
    await stack.run("cancel", "up");
    assertSame([await stack.scene.actions(), await stack.scene.live()], [[], []]);
    assertSame((await stack.state()).ids, ids);
    await stack.run("up --refresh");
    await assertInLine(stack);
    await destroyToNothing(stack);
    return "up: 0 Creates, 0 live, 3 in state; up --refresh: 3 live, those in state; then 0";
  }),
);

const withoutCheckpoints = furtherProof(
  "E2: SIGKILL of the CLI with PULUMI_SKIP_CHECKPOINTS=true: nothing is known of what was made, up takes it over",
  onStack(async (stack) => {
    const { control } = stack.scene;
    stack.program(ROOMS);
    await control.fault({ action: CREATE, times: 1, kind: "latency", seconds: 600 });
    const cli = stack.start("up", { PULUMI_SKIP_CHECKPOINTS: "true" });
    // two are through, and with checkpoints would be in state
    await until("two are made", () => cli.text().match(/CloudSliceTask [abc] created/g)?.length === 2);
    await stack.endProcesses();
    await cli.ended;
    assertSame(await stack.state(), { ids: [], halfReplaced: 0, pending: [] });
    assertSame([(await stack.scene.live()).length, stack.locks()], [3, 1]);
    await control.clearFaults();
    await stack.run("cancel", "up");
    await assertInLine(stack);
    assert.equal((await control.tasks()).length, 6);
    await destroyToNothing(stack);
    return "3 live, 0 in state, 0 pending; cancel, up: 3 live, those in state; then 0";
  }),
);

const twoAtOnce = proof(
  "E5: two up at once on one stack: the second is refused by the lock, 0 API calls",
  onStack(async (stack) => {
    const { control } = stack.scene;
    stack.program(ROOMS);
    await control.fault({ action: CREATE, times: ROOMS.length, kind: "latency", seconds: 600 });
    const first = stack.start("up");
    await until("the first creates", async () => (await control.calls()).length === ROOMS.length);
    // stopped, it holds its lock for as long as the second takes
    first.signal("SIGSTOP");
    await control.clearFaults();
    const second = await stack.start("up").ended;
    assert.equal(second.exitCode, 1);
    assert.match(second.text, /the stack is currently locked by 1 lock\(s\)/);
    assert.equal((await control.calls()).length, ROOMS.length);
    first.signal("SIGCONT");
    assert.equal((await first.ended).exitCode, 0);
    assert.equal((await control.calls()).length, ROOMS.length);
    await assertInLine(stack);
    await destroyToNothing(stack);
    return "exit code 1, 0 calls; the first: 3 Creates, 3 live";
  }),
);

const TASKS = 50;
const REFUSED = 5;

const continuesOnError = furtherProof(
  `E7: ${TASKS} tasks, ${REFUSED} refused, --continue-on-error: ${TASKS - REFUSED} in state, up again makes ${REFUSED}`,
  onStack(async (stack) => {
    const { control, live } = stack.scene;
    const creates = async () => {
      const codes = (await control.calls()).flatMap(({ action, code = "" }) =>
        action === CREATE ? [code] : [],
      );
      // refused for its rate, a call is made again: on a slow machine calls that were spaced arrive together
      const final = codes.filter((code) => code !== "RequestLimitExceeded");
      return Object.fromEntries(
        [...new Set(final)].map((code) => [code, final.filter((each) => each === code).length]),
      );
    };
    stack.program(Array.from({ length: TASKS }, (_, index) => `room-${index}`));
    await control.fault({ action: CREATE, times: REFUSED, kind: "error", code: "InvalidParameter" });
    const { exitCode, text } = await stack.start("up --continue-on-error").ended;
    assert.equal(exitCode, 1);
    assert.match(text, /CreateCloudSliceTask: .*InvalidParameter/);
    const made = (await stack.state()).ids;
    assertSame([made.length, (await live()).sort()], [TASKS - REFUSED, made]);
    assertSame(await creates(), { OK: TASKS - REFUSED, InvalidParameter: REFUSED });
    await stack.run("up");
    assertSame(await creates(), { OK: TASKS, InvalidParameter: REFUSED });
    const { ids, pending } = await stack.state();
    assertSame([ids, ids.length, pending], [(await live()).sort(), TASKS, []]);
    assert.ok(
      made.every((id) => ids.includes(id)),
      "what was made stays",
    );
    await destroyToNothing(stack);
    return `exit code 1, ${made.length} live, those in state; then ${REFUSED} Creates, ${TASKS} live; then 0`;
  }),
);

const failedReplace = furtherProof(
  "E8: a replacement whose Create fails after its Delete: the next up makes it",
  onStack(async (stack) => {
    const { control, live, actions } = stack.scene;
    stack.program(["a"]);
    await stack.run("up");
    stack.program(["a"], { sliceParams: { sliceType: "audio", maxIdleTime: 86400 } });
    await actions();
    await control.fault({ action: CREATE, kind: "error", code: "InvalidParameter" });
    assert.equal((await stack.start("up").ended).exitCode, 1);
    assertSame(await actions(), [DELETE, CREATE]);
    assertSame([await live(), await stack.state()], [[], { ids: [], halfReplaced: 1, pending: [] }]);
    await stack.run("up");
    assertSame(await actions(), [CREATE]);
    assertSame(await stack.state(), { ids: await live(), halfReplaced: 0, pending: [] });
    assert.equal((await live()).length, 1);
    await destroyToNothing(stack);
    return "Delete, Create: exit code 1, 0 live, marked in state; then 1 Create, 1 live, that in state; then 0";
  }),
);

function onStack(play: (stack: DrivenStack) => Promise<string>, options?: SceneOptions): Proof["run"] {
  return () => onDrivenStack(play, options);
}

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  // the tables above have no other keys than their types say
  return Object.keys(table) as Key[];
}

export const processProofs: readonly Proof[] = [
  killed,
  believed,
  withoutCheckpoints,
  twoAtOnce,
  continuesOnError,
  failedReplace,
  ...rows,
];
