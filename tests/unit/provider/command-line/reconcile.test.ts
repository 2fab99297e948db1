import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { reconcile } from "../../../../provider/command-line/reconcile";
import type { ReconcileOptions } from "../../../../provider/command-line/reconcile";
import type { Operation, StackState } from "../../../../provider/command-line/reconcile-engine";
import type { Machine } from "../../../../provider/command-line/reconcile-machine";
import { fakeTerminal } from "./fake-terminal";

const START = Date.parse("2026-11-21T10:00:00Z");
const TYPE = "pulumi-nodejs:dynamic/trtc:CloudSliceTask";
const urn = (name: string) => `urn:pulumi:dev::proof::${TYPE}::${name}`;

/** What one call of the engine gives. */
interface Answer {
  events?: readonly object[];
  state?: StackState;
  stacks?: readonly string[];
  /** What it prints when it fails. */
  error?: string;
  /** What happens meanwhile. */
  during?: (machine: FakeMachine) => void;
}

interface FakeMachine extends Machine {
  /** The calls of the engine, with what differs from one to the next. */
  calls: string[];
  slept: number[];
  removed: string[];
  exits: number[];
  raise(signal: NodeJS.Signals): void;
  /** Lets the clock move on. */
  pass(ms: number): void;
}

/** A machine whose engine gives these answers, one after the other; its clock moves by sleeping only. */
function fakeMachine(answers: readonly Answer[]): FakeMachine {
  const left = [...answers];
  let now = START;
  let listener: (signal: NodeJS.Signals) => void = () => undefined;
  const answer = async (call: string): Promise<Answer> => {
    machine.calls.push(call);
    const next = left.shift();
    if (next === undefined) throw new Error(`no answer for ${call}`);
    next.during?.(machine);
    await Promise.resolve();
    if (next.error !== undefined) throw commandError(next.error);
    return next;
  };
  const operate = async (call: string, { onEvent, signal: _signal, ...more }: Operation): Promise<void> => {
    const given = Object.entries(more).filter(([, value]) => !Array.isArray(value) || value.length > 0);
    const next = left[0];
    // what the reader looks at
    for (const event of next?.events ?? []) onEvent(event as EngineEvent);
    await answer([call, ...given.map(([name, value]) => `${name}=${String(value)}`)].join(" "));
  };
  const machine: FakeMachine = {
    calls: [],
    slept: [],
    removed: [],
    exits: [],
    raise: (signal) => {
      listener(signal);
    },
    pass: (ms) => {
      now += ms;
    },
    openEngine: () =>
      Promise.resolve({
        preview: (options) => operate("preview", options),
        up: (options) => operate("up", options),
        refresh: (options) => operate("refresh", options),
        cancel: () => answer("cancel").then(() => undefined),
        exportState: async () => (await answer("export")).state ?? { pending: [], writtenAt: NaN },
        stacks: async () => [...((await answer("stacks")).stacks ?? [])],
      }),
    host: "laptop",
    runs: () => false,
    now: () => now,
    sleep(ms, signal) {
      signal?.throwIfAborted();
      machine.slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
    removeFile(path) {
      machine.removed.push(path);
      return Promise.resolve();
    },
    onSignal(given) {
      listener = given;
      return () => undefined;
    },
    exit: (exitCode) => machine.exits.push(exitCode),
  };
  return machine;
}

/** As the Automation API throws it: with all that was printed, twice. */
function commandError(printed: string): Error {
  const message = `Command failed with exit code 1: pulumi up\n${printed}`;
  const name = /currently locked by|\[409\] Conflict/.test(printed)
    ? "ConcurrentUpdateError"
    : "CommandError";
  return Object.assign(new Error(`code: -2\n stdout: \n stderr: ${message}\n err?: Error: ${message}\n`), {
    name,
  });
}

const exported = (pending: StackState["pending"] = [], time = "2026-11-21T09:59:30Z"): Answer => ({
  state: { pending, writtenAt: Date.parse(time) },
});
const PENDING = { type: "creating", name: "a" };
const end = { summaryEvent: {} };
const step = (op: string, more: object = {}) => ({
  resOutputsEvent: { metadata: { op, urn: urn("a"), type: TYPE, logical: true, ...more } },
});
const begin = { resourcePreEvent: { metadata: { op: "same", urn: urn("a"), type: TYPE } } };
const nothing: Answer = { events: [begin, step("same"), end] };
const creates: Answer = {
  events: [begin, step("refresh", { old: { outputs: {} }, new: null }), step("create"), end],
};
const lockedBy = (host: string, url = "file:///state/left.json?no_tmp_dir=true"): Answer => ({
  error: `error: the stack is currently locked by 1 lock(s).\n  ${url}: created by ci@${host} (pid 12) at 2026-11-21T09:00:00Z\n`,
});

async function run(
  answers: readonly Answer[],
  options: Partial<ReconcileOptions> = {},
  environment: Record<string, string> = {},
) {
  const machine = fakeMachine(answers);
  const terminal = fakeTerminal({ environment });
  const exitCode = await reconcile(
    { stack: "dev", cwd: ".", waitForLock: 600, settle: 100, ...options },
    terminal,
    machine,
  );
  expect(terminal.out().split("\n")).toHaveLength(2);
  const report: unknown = JSON.parse(terminal.out());
  return { exitCode, report, machine, progress: terminal.err(), out: terminal.out() };
}

const REPORT = {
  time: "2026-11-21T10:00:00.000Z",
  stack: "dev",
  project: "proof",
  drift: { gone: 0, changed: 0, pending: 0 },
  changes: {},
  resources: [],
  seconds: 0,
};
const CREATE = { changes: { create: 1 }, resources: [{ op: "create", type: TYPE, name: "a" }] };
const PREVIEW = "preview";
const UP = "up";

test("in line: nothing but a preview is run", async () => {
  const { exitCode, report, machine } = await run([exported(), nothing]);
  expect([exitCode, report]).toEqual([0, { ...REPORT, outcome: "unchanged" }]);
  expect(machine.calls).toEqual(["export", PREVIEW]);
});

test("with a difference the stack is updated", async () => {
  const { exitCode, report, machine, progress } = await run([exported(), creates, creates]);
  expect([exitCode, report]).toEqual([
    0,
    { ...REPORT, ...CREATE, outcome: "changed", drift: { gone: 1, changed: 0, pending: 0 } },
  ]);
  expect(machine.calls).toEqual(["export", PREVIEW, UP]);
  expect(progress).toContain("\ngone: a (trtc:CloudSliceTask)\n");
});

test("with check it is only said", async () => {
  const { exitCode, report, machine } = await run([exported(), creates], { check: true });
  expect([exitCode, report]).toEqual([
    7,
    { ...REPORT, ...CREATE, outcome: "drift", drift: { gone: 1, changed: 0, pending: 0 } },
  ]);
  expect(machine.calls).toEqual(["export", PREVIEW]);
});

test("an output that is not as state has it is no drift by itself", async () => {
  const changed = {
    events: [begin, step("refresh", { old: { outputs: { n: 1 } }, new: { outputs: {} } }), end],
  };
  const { exitCode, report } = await run([exported(), changed], { check: true });
  expect([exitCode, report]).toEqual([
    0,
    { ...REPORT, outcome: "unchanged", drift: { gone: 0, changed: 1, pending: 0 } },
  ]);
});

test("what a killed run had begun is drift", async () => {
  const { exitCode, report } = await run([exported([PENDING]), nothing], { check: true });
  expect([exitCode, report]).toEqual([
    7,
    { ...REPORT, outcome: "drift", drift: { gone: 0, changed: 0, pending: 1 } },
  ]);
});

test("what a killed run had begun is waited for, then cleared, then made again", async () => {
  const { exitCode, machine, progress } = await run([
    exported([PENDING]),
    creates,
    nothing,
    nothing,
    creates,
  ]);
  expect(exitCode).toBe(0);
  expect(machine.calls).toEqual(["export", PREVIEW, "refresh", "refresh clearPendingCreates=true", UP]);
  // state was written 30 s ago
  expect(machine.slept).toEqual([70_000]);
  expect(progress).toContain("\nan earlier run was killed while creating a\nwaiting 70 s, so that");
});

test("it is not waited for when it was long ago, and said when the program has it no more", async () => {
  const { machine, progress } = await run([
    exported([PENDING], "2026-11-21T09:00:00Z"),
    nothing,
    nothing,
    nothing,
    nothing,
  ]);
  expect(machine.slept).toEqual([]);
  expect(progress).toContain(
    "\nwarning: the program has no a any more: see that its robot is not in its room\n",
  );
});

test("a clock of another machine that is ahead makes the wait no longer than it may be", async () => {
  const ahead = exported([PENDING], "2026-11-21T12:00:00Z");
  const { machine } = await run([ahead, creates, nothing, nothing, creates], { settle: 20 });
  expect(machine.slept).toEqual([20_000]);
});

test("another run is waited for, and then everything is compared again", async () => {
  const { exitCode, report, machine, progress } = await run([
    exported(),
    creates,
    lockedBy("runner"),
    lockedBy("runner"),
    nothing,
    exported(),
    nothing,
  ]);
  expect([exitCode, report]).toEqual([0, { ...REPORT, outcome: "unchanged", seconds: 10 }]);
  expect(machine.calls).toEqual(["export", PREVIEW, UP, "refresh", "refresh", "export", PREVIEW]);
  expect(machine.slept).toEqual([5_000, 5_000]);
  expect(progress).toContain("\nwaiting for ci@runner (pid 12) since 2026-11-21T09:00:00Z: 0 of 600 s\n");
});

test("when the wait is over it says who holds the stack", async () => {
  const held = Array.from({ length: 3 }, () => lockedBy("runner"));
  const { exitCode, report, machine } = await run([exported(), creates, ...held], { waitForLock: 7 });
  expect(exitCode).toBe(75);
  expect(report).toEqual({
    ...REPORT,
    outcome: "locked",
    drift: { gone: 1, changed: 0, pending: 0 },
    seconds: 7,
    error:
      "the stack is locked by ci@runner (pid 12) since 2026-11-21T09:00:00Z: run it again later or with a longer " +
      "--wait-for-lock, or run pulumi cancel --stack dev when that run is dead",
  });
  expect(machine.slept).toEqual([5_000, 2_000]);
});

test("waiting is told every half minute", async () => {
  const held = Array.from({ length: 14 }, () => lockedBy("runner"));
  const { progress } = await run([exported(), creates, ...held], { waitForLock: 65 });
  expect(progress.match(/: \d+ of 65 s/g)).toEqual([": 0 of 65 s", ": 30 of 65 s", ": 60 of 65 s"]);
});

test("a lock of a dead process of this machine is removed by its file", async () => {
  const { exitCode, machine, progress } = await run([
    exported(),
    creates,
    lockedBy("laptop"),
    exported(),
    creates,
    creates,
  ]);
  expect([exitCode, machine.removed, machine.slept]).toEqual([
    0,
    ["/state/left.json", "/state/left.json.attrs"],
    [],
  ]);
  expect(progress).toContain(
    "\nbreaking the lock of ci@laptop (pid 12) since 2026-11-21T09:00:00Z: process 12 does not run on this machine\n",
  );
});

test("in a bucket it is broken by pulumi cancel", async () => {
  const { exitCode, machine } = await run([
    exported(),
    creates,
    lockedBy("laptop", "s3://state/left.json"),
    {},
    exported(),
    creates,
    creates,
  ]);
  expect([exitCode, machine.removed, machine.calls[3]]).toEqual([0, [], "cancel"]);
});

test("pulumi cancel would take a lock along that is held: then both are waited for", async () => {
  const both: Answer = {
    error: `${String(lockedBy("laptop", "s3://state/left.json").error)}  s3://state/held.json: created by ci@runner (pid 9) at 2026-11-21T09:00:00Z\n`,
  };
  const { exitCode, machine } = await run([exported(), creates, both], { waitForLock: 0 });
  expect([exitCode, machine.calls]).toEqual([75, ["export", PREVIEW, UP]]);
});

test("a lock of another machine is broken for its age when asked to", async () => {
  const answers = [exported(), creates, lockedBy("runner"), exported(), creates, creates];
  const { exitCode, machine } = await run(answers, { breakLockAfter: 3_600 });
  expect([exitCode, machine.removed]).toEqual([0, ["/state/left.json", "/state/left.json.attrs"]]);
});

test("a conflict of Pulumi Cloud is waited for and never broken", async () => {
  const conflict = {
    error: "error: [409] Conflict: Another update is currently in progress.\n",
  };
  const { exitCode, report } = await run([exported(), creates, conflict], {
    waitForLock: 0,
    breakLockAfter: 0,
  });
  expect(exitCode).toBe(75);
  expect(report).toMatchObject({
    error:
      "the stack is locked by another update, of which the backend says no more: run it again later or with a longer " +
      "--wait-for-lock, or run pulumi cancel --stack dev when that run is dead",
  });
});

test.each<[signal: NodeJS.Signals, exitCode: number]>([
  ["SIGINT", 130],
  ["SIGTERM", 143],
])("%s in an update ends it, and what was done is said", async (signal, expected) => {
  const cut: Answer = {
    events: [step("create")],
    error: "error: update canceled",
    during: (machine) => {
      machine.raise(signal);
    },
  };
  const { exitCode, report, machine } = await run([exported(), creates, cut]);
  expect(machine.exits).toEqual([]);
  expect([exitCode, report]).toEqual([
    expected,
    { ...REPORT, ...CREATE, outcome: "interrupted", drift: { gone: 1, changed: 0, pending: 0 }, seconds: 1 },
  ]);
});

test("after a signal nothing more is begun", async () => {
  const preview = { ...creates, during: (machine: FakeMachine) => machine.raise("SIGTERM") };
  const { exitCode, machine } = await run([exported(), preview]);
  expect([exitCode, machine.calls]).toEqual([143, ["export", PREVIEW]]);
});

test("a signal ends a wait", async () => {
  const locked = { ...lockedBy("runner"), during: (machine: FakeMachine) => machine.raise("SIGTERM") };
  const { exitCode, machine } = await run([exported(), creates, locked]);
  expect([exitCode, machine.slept, machine.calls.length]).toEqual([143, [], 3]);
});

test("a failed update says what was done before", async () => {
  const failed: Answer = {
    events: [step("create"), { diagnosticEvent: { severity: "error", message: "quota", urn: urn("b") } }],
    error: "error: update failed",
  };
  const { exitCode, report } = await run([exported(), creates, failed]);
  expect(exitCode).toBe(1);
  expect(report).toMatchObject({ ...CREATE, outcome: "failed", error: "b: quota" });
});

test("an unknown stack is refused with those that there are", async () => {
  const unknown = { error: "error: no stack named 'dev' found\n" };
  const { exitCode, report, machine } = await run([unknown, { stacks: ["prod"] }]);
  expect(exitCode).toBe(2);
  expect(report).toMatchObject({
    outcome: "refused",
    error: '--stack is "dev", there are prod: give one of these, or make it with pulumi stack init dev',
  });
  expect(machine.calls).toEqual(["export", "stacks"]);
});

test.each([
  ["a second signal", 1_000, [143]],
  ["the same signal by another way", 999, []],
])("%s after the first: %d ms, ends it at once: %j", async (_what, ms, exits) => {
  let finish: () => void = () => undefined;
  const machine = fakeMachine([exported()]);
  machine.openEngine = () => {
    machine.raise("SIGTERM");
    machine.pass(ms);
    machine.raise("SIGINT");
    // ends only when it is not left alone
    return new Promise((_resolve, reject) => {
      finish = () => {
        reject(new Error("killed"));
      };
      if (exits.length === 0) finish();
    });
  };
  const terminal = fakeTerminal();
  const exitCode = await reconcile(
    { stack: "dev", cwd: ".", waitForLock: 600, settle: 100 },
    terminal,
    machine,
  );
  finish();
  expect([exitCode, machine.exits]).toEqual([143, exits]);
  expect(JSON.parse(terminal.out())).toMatchObject({ outcome: "interrupted" });
});

test("an engine that does not tell what it does is too old", async () => {
  const { exitCode, report } = await run([exported(), {}]);
  expect(exitCode).toBe(1);
  expect(report).toMatchObject({
    error: "pulumi did not say what it did: install the Pulumi CLI 3.259 or later",
  });
});

test("secrets of the environment are blackened in both streams", async () => {
  const failed = {
    events: [{ diagnosticEvent: { severity: "error", message: "bad planted01" } }],
    error: "error: preview failed",
  };
  const { out, progress } = await run([exported(), failed], {}, { TENCENTCLOUD_SECRET_KEY: "planted01" });
  expect([out.includes("planted01"), progress.includes("planted01")]).toEqual([false, false]);
  expect(JSON.parse(out)).toMatchObject({ error: "bad [secret]" });
});

describe("policy packs", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reconcile-"));
    writeFileSync(join(folder, "policy.json"), "{}");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test("go with the preview and the update, the message with the update only", async () => {
    const file = join(folder, "policy.json");
    const options = { policyPack: [folder], policyPackConfig: [file], message: "by hand" };
    const { machine } = await run([exported(), creates, creates], options);
    const packs = `policyPacks=${folder} policyPackConfigs=${file}`;
    expect(machine.calls).toEqual(["export", `${PREVIEW} ${packs}`, `${UP} ${packs} message=by hand`]);
  });

  test("and folders that are not there are refused together, before anything is run", async () => {
    const file = join(folder, "policy.json");
    const options = { cwd: "/none", policyPack: ["/no-pack"], policyPackConfig: [folder, file] };
    const { exitCode, report, machine } = await run([], options);
    expect([exitCode, machine.calls]).toEqual([2, []]);
    expect(report).toMatchObject({
      error:
        `--cwd is "/none", which is no folder: give that of the Pulumi program; ` +
        `--policy-pack is "/no-pack", which is not there: give the folder of a pack or its launcher; ` +
        `--policy-pack-config is "${folder}", which is no file: give a file of JSON; ` +
        `--policy-pack-config is given more often than --policy-pack: give one for each pack`,
    });
  });
});

describe("the configuration of the package's own pack", () => {
  const pack = join(__dirname, "../../../../policy-pack");
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reconcile-"));
    file = join(folder, "policy.json");
    writeFileSync(file, '{ "task-quotas": "advisory" }');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test.each([
    ["its folder", pack],
    ["its launcher", join(pack, "pulumi-analyzer-pulumi-trtc")],
  ])("given with %s is read, and refused when it is wrong", async (_what, policyPack) => {
    const { exitCode, report, machine } = await run([], {
      policyPack: [policyPack],
      policyPackConfig: [file],
    });
    expect([exitCode, machine.calls]).toEqual([2, []]);
    expect(Reflect.get(Object(report), "error")).toMatch(
      /^--policy-pack-config \S+policy\.json: task-quotas is not an argument, allowed here are all, environments, /,
    );
  });

  test("and passed on when it is right", async () => {
    writeFileSync(file, '{ "task-quota": "advisory" }');
    const { exitCode, machine } = await run([exported(), nothing], {
      policyPack: [pack],
      policyPackConfig: [file],
    });
    expect([exitCode, machine.calls]).toEqual([
      0,
      ["export", `${PREVIEW} policyPacks=${pack} policyPackConfigs=${file}`],
    ]);
  });

  test("is not looked at with another pack", async () => {
    const { exitCode } = await run([exported(), nothing], {
      policyPack: [folder, pack],
      policyPackConfig: [file],
    });
    expect(exitCode).toBe(0);
  });
});

test("of many changes the first fifty are named and all are counted", async () => {
  const many = {
    events: [...Array.from({ length: 51 }, (_, n) => step("create", { urn: urn(`t${n}`) })), end],
  };
  const { report } = await run([exported(), many, many]);
  expect(report).toMatchObject({ changes: { create: 51 } });
  expect(Reflect.get(Object(report), "resources")).toHaveLength(50);
});
