import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { makeProject } from "./project";
import type { Project } from "./project";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import { onScene, SECRETS, taskArgs } from "./scene";
import type { Scene } from "./scene";

const ROOT = resolve(__dirname, "../..");
const RECONCILE = [process.execPath, join(ROOT, "dist/command-line/main.js"), "reconcile"];
const ROOMS = ["a", "b", "c", "d"];

const PROGRAM = `const { CloudSliceTask } = require("pulumi-trtc");
const args = JSON.parse(process.env.TASK_ARGS);
for (const room of ${JSON.stringify(ROOMS)})
  new CloudSliceTask(room, { ...args, roomId: room, userId: "slicer-" + room });
`;

/** What a run prints as JSON. */
interface Report {
  stack?: string;
  project?: string;
  outcome: string;
  drift: { gone: number; changed: number; pending: number };
  changes: Record<string, number>;
  resources: unknown[];
  error?: string;
}

interface Ended {
  exitCode: number | null;
  report: Report;
  /** What it printed for people. */
  progress: string;
}

interface Running {
  pid: number;
  /** Presses a key, in a terminal. */
  press(key: string): void;
  /** Resolves when this holds. Throws when the run ends before. */
  until(holds: (progress: string) => boolean | Promise<boolean>): Promise<void>;
  ended: Promise<Ended>;
  /** Also when it was killed. */
  closed: Promise<void>;
}

/** A stack on disk and the command that keeps it in line. */
interface Kept {
  project: Project;
  start(
    args?: readonly string[],
    environment?: Record<string, string | undefined>,
    command?: readonly string[],
  ): Running;
  run(args?: readonly string[], environment?: Record<string, string | undefined>): Promise<Ended>;
  /** Processes in the project's folder: engines and what they have started. */
  processes(): number[];
  locks(): string[];
  state(): Promise<{ ids: string[]; pending: number; text: string }>;
}

/** Plays on a scene with a stack that has nothing yet. */
function onStack(play: (scene: Scene, kept: Kept) => Promise<string>): () => Promise<string> {
  return () =>
    onScene(async (scene) => {
      const environment = { ...scene.environment, TASK_ARGS: JSON.stringify(taskArgs()) };
      const project = makeProject({ program: PROGRAM, environment, where: "inside the checkout" });
      const kept = keep(project);
      try {
        await project.pulumi(["stack", "init", "dev"]);
        return await play(scene, kept);
      } finally {
        // a killed engine leaves what it has started
        for (const pid of kept.processes()) process.kill(pid, "SIGKILL");
        project.remove();
      }
    });
}

/** The first Create of each room is answered late. */
function slowCreates({ control }: Scene, seconds: number): Promise<void> {
  return control.fault({ action: "CreateCloudSliceTask", times: ROOMS.length, kind: "latency", seconds });
}

function keep(project: Project): Kept {
  const { folder } = project;
  const locks = join(folder, "backend/.pulumi/locks/organization/proof/dev");
  const start: Kept["start"] = (args = ["--stack", "dev"], changes = {}, command = RECONCILE) => {
    const [program = "", ...first] = command;
    const child = spawn(program, [...first, ...args], {
      cwd: folder,
      env: {
        ...project.environment,
        ...changes,
      },
      stdio: ["pipe", "pipe", "pipe"],
      // a group of its own, as a shell gives one to each command
      detached: true,
    });
    let progress = "";
    child.stderr.setEncoding("utf8").on("data", (part: string) => (progress += part));
    const closed = once(child, "close").then(() => undefined);
    const output = text(child.stdout);
    const ended = closed.then(async () => {
      const lines = (await output).split("\n");
      assert.ok(lines.length === 2 && lines[1] === "", `one line on stdout\n${await output}${progress}`);
      for (const [name, secret] of Object.entries(SECRETS))
        assert.ok(!progress.includes(secret) && !lines[0]?.includes(secret), `${name} is printed`);
      return { exitCode: child.exitCode, report: JSON.parse(lines[0] ?? "") as Report, progress };
    });
    // a run that is killed prints nothing, and nobody asks
    ended.catch(() => undefined);
    return {
      pid: child.pid ?? 0,
      press: (key) => child.stdin.write(key),
      async until(holds) {
        while (!(await holds(progress))) {
          if (child.exitCode !== null || child.signalCode !== null)
            throw new Error(`it has ended\n${progress}`);
          await setTimeout(50);
        }
      },
      ended,
      closed,
    };
  };
  return {
    project,
    start,
    run: (args, changes) => start(args, changes).ended,
    processes: () => processesIn(folder),
    locks: () => (existsSync(locks) ? readdirSync(locks) : []),
    async state() {
      const text = await project.pulumi(["stack", "export", "--stack", "dev"]);
      // the engine's own format
      const { deployment } = JSON.parse(text) as {
        deployment: { resources?: { type: string; id?: string }[]; pending_operations?: unknown[] };
      };
      const tasks = (deployment.resources ?? []).filter(({ type }) => type.endsWith(":CloudSliceTask"));
      return {
        ids: tasks.map(({ id }) => String(id)).sort(),
        pending: deployment.pending_operations?.length ?? 0,
        text,
      };
    },
  };
}

/** Process ids by the folder that they run in; where the system does not tell, none. */
function processesIn(folder: string): number[] {
  if (!existsSync("/proc/self/cwd")) return [];
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readlinkSync(`/proc/${name}/cwd`).startsWith(folder) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** One task runs for each room, each is in state, and state has no other; nothing is locked or pending. */
async function assertConverged(scene: Scene, kept: Kept): Promise<void> {
  const { ids, pending } = await kept.state();
  const running = (await scene.control.tasks()).filter((task) => task.running);
  assertSame(running.map((task) => task.roomId).sort(), ROOMS);
  assertSame(running.map((task) => task.taskId).sort(), ids);
  assertSame([pending, kept.locks()], [0, []]);
}

async function creates(scene: Scene): Promise<number> {
  return (await scene.control.calls()).filter(({ action }) => action === "CreateCloudSliceTask").length;
}

const OUTCOME = ({ exitCode, report }: Ended) => [exitCode, report.outcome, report.changes];
const NOTHING = { gone: 0, changed: 0, pending: 0 };

const inLine = proof(
  "reconcile: in line nothing is written; --check says drift and changes nothing; a run repairs it",
  onStack(async (scene, kept) => {
    const check = ["--stack", "dev", "--check"];
    assertSame(OUTCOME(await kept.run()), [0, "changed", { create: ROOMS.length + 1 }]);
    await assertConverged(scene, kept);
    const { text } = await kept.state();
    await scene.actions();
    const steady = await kept.run();
    assertSame([steady.exitCode, steady.report.outcome, steady.report.drift], [0, "unchanged", NOTHING]);
    assertSame([steady.report.stack, steady.report.project], ["dev", "proof"]);

    const [first] = await scene.live();
    await scene.control.stopTask(String(first));
    const seen = await kept.run(check);
    assertSame(OUTCOME(seen), [7, "drift", { create: 1 }]);
    assertSame([seen.report.drift, seen.report.resources.length], [{ ...NOTHING, gone: 1 }, 1]);
    assert.match(seen.progress, /\ngone: [a-d] \(trtc:CloudSliceTask\)\nto do: create [a-d] /);
    assertSame([await scene.actions(), (await kept.state()).text], [[], text]);

    assertSame(OUTCOME(await kept.run()), [0, "changed", { create: 1 }]);
    assertSame(OUTCOME(await kept.run(check)), [0, "unchanged", {}]);
    await assertConverged(scene, kept);
    assertSame(await scene.actions(), ["CreateCloudSliceTask"]);
    return "0 unchanged, 7 drift, 0 changed, 0 unchanged; 1 Create in all";
  }),
);

const twoAtOnce = proof(
  "reconcile: two at once: one waits for the other, one Create a task",
  onStack(async (scene, kept) => {
    await slowCreates(scene, 5);
    const both = await Promise.all([kept.run(), kept.run()]);
    assertSame(
      both.map(({ exitCode }) => exitCode),
      [0, 0],
    );
    const outcomes = both.map(({ report }) => report.outcome).sort();
    assertSame(outcomes, ["changed", "unchanged"]);
    const waited = both.filter(({ progress }) => /\nwaiting for .*@.* \(pid \d+\) since /.test(progress));
    assert.equal(waited.length, 1);
    assert.equal(await creates(scene), ROOMS.length);
    await assertConverged(scene, kept);
    return `${outcomes.join(" and ")}, ${ROOMS.length} Creates`;
  }),
);

/** Runs a command in a terminal of its own, of which only the keyboard is kept from it: it gets the first key that stdin gives. */
const TERMINAL = `
import os, pty, sys
out, err = os.dup(1), os.dup(2)
pid, keyboard = pty.fork()
if pid == 0:
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.execvp(sys.argv[1], sys.argv[1:])
os.write(keyboard, os.read(0, 1))
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(code if code >= 0 else 128 - code)
`;
const CTRL_C = "\x03";

/** Ends a run by a signal while creates are under way. */
async function interrupt(
  scene: Scene,
  kept: Kept,
  signal: (run: Running) => void,
  command?: readonly string[],
): Promise<Ended> {
  await slowCreates(scene, 4);
  const before = await creates(scene);
  const run = kept.start(undefined, {}, command);
  await run.until(async () => (await creates(scene)) > before);
  signal(run);
  const ended = await run.ended;
  assertSame([kept.locks(), (await kept.state()).pending], [[], 0]);
  assertSame((await scene.live()).sort(), (await kept.state()).ids);
  assertSame(kept.processes(), []);
  return ended;
}

const terminated = proof(
  "reconcile: SIGTERM in a slow create: it is finished and saved, nothing is locked or pending",
  onStack(async (scene, kept) => {
    const ended = await interrupt(scene, kept, ({ pid }) => process.kill(pid, "SIGTERM"));
    assertSame([ended.exitCode, ended.report.outcome], [143, "interrupted"]);
    const saved = (await kept.state()).ids.length;
    assert.equal((await kept.run()).exitCode, 0);
    await assertConverged(scene, kept);
    assert.equal(await creates(scene), ROOMS.length);
    return `143 interrupted with ${saved} saved, then ${ROOMS.length} live with as many Creates`;
  }),
);

const toAll = furtherProof(
  "reconcile: SIGTERM to all its processes, as a service manager sends it: nothing is cut off",
  onStack(async (scene, kept) => {
    const ended = await interrupt(scene, kept, ({ pid }) => process.kill(-pid, "SIGTERM"));
    assertSame([ended.exitCode, ended.report.outcome], [143, "interrupted"]);
    assert.equal((await kept.run()).exitCode, 0);
    await assertConverged(scene, kept);
    assert.equal(await creates(scene), ROOMS.length);
    return "143 interrupted, nothing pending";
  }),
);

const ctrlC = furtherProof(
  "reconcile: Ctrl-C in a terminal, also through npm, which hands it on once more: nothing is cut off",
  onStack(async (scene, kept) => {
    const manifest = {
      name: "proof",
      private: true,
      main: "index.js",
      scripts: { keep: `exec ${RECONCILE.join(" ")}` },
    };
    writeFileSync(join(kept.project.folder, "package.json"), JSON.stringify(manifest));
    const terminal = ["python3", "-c", TERMINAL];
    const direct = await interrupt(scene, kept, (run) => run.press(CTRL_C), [...terminal, ...RECONCILE]);
    assertSame([direct.exitCode, direct.report.outcome], [130, "interrupted"]);
    await Promise.all((await scene.live()).map((taskId) => scene.control.stopTask(taskId)));
    const before = await creates(scene);
    const npm = [...terminal, "npm", "run", "--silent", "keep", "--"];
    const press = (run: Running) => run.press(CTRL_C);
    const ended = await interrupt(scene, kept, press, npm);
    assertSame([ended.exitCode, ended.report.outcome], [130, "interrupted"]);
    assert.equal((await kept.run()).exitCode, 0);
    await assertConverged(scene, kept);
    assert.equal((await creates(scene)) - before, ROOMS.length);
    return "130 interrupted twice, nothing pending";
  }),
);

const twice = furtherProof(
  "reconcile: a second SIGTERM ends it at once, and the next run converges",
  onStack(async (scene, kept) => {
    await slowCreates(scene, 7);
    const run = kept.start();
    await run.until(async () => (await creates(scene)) > 0);
    process.kill(run.pid, "SIGTERM");
    await run.until((progress) => progress.includes("SIGTERM: finishing"));
    await setTimeout(1_500);
    const sent = Date.now();
    process.kill(run.pid, "SIGTERM");
    const { exitCode, report } = await run.ended;
    assertSame([exitCode, report.outcome], [143, "interrupted"]);
    const ms = Date.now() - sent;
    assert.ok(ms < 6_000, `${ms} ms`);
    assert.equal((await kept.run(["--stack", "dev", "--settle", "10"])).exitCode, 0);
    await assertConverged(scene, kept);
    return `ended in ${ms} ms`;
  }),
);

const KILLS = 10;

const killed = furtherProof(
  `reconcile: killed at ${KILLS} random points while it repairs, then a last run converges`,
  onStack(async (scene, kept) => {
    const seed = Number(process.env["SEED"] ?? randomInt(1_000_000));
    process.stderr.write(`SEED=${seed}\n`);
    const random = randomOf(seed);
    assert.equal((await kept.run()).exitCode, 0);
    let midway = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      for (const taskId of (await scene.live()).slice(0, 2)) await scene.control.stopTask(taskId);
      await scene.control.fault({ action: "CreateCloudSliceTask", times: 2, kind: "latency", seconds: 2 });
      const run = kept.start(["--stack", "dev", "--settle", "1"]);
      // every third anywhere, the others in the update
      if (kill % 3 !== 0)
        await run.until((progress) => progress.includes("\nupdating ")).catch(() => undefined);
      await Promise.race([setTimeout(random() * (kill % 3 === 0 ? 8_000 : 3_000)), run.closed]);
      if (kept.locks().length > 0) midway++;
      // alone, as an impatient user does; with all that it has started, as a container does
      for (const pid of kill % 2 === 0 ? [run.pid] : [run.pid, ...kept.processes()]) killIfThere(pid);
      await run.closed;
    }
    assert.ok(midway > 0, "some were killed in the update");
    const last = await kept.run(["--stack", "dev", "--settle", "5"]);
    assert.equal(last.exitCode, 0, last.progress);
    await assertConverged(scene, kept);
    assertSame((await kept.run(["--stack", "dev", "--check"])).exitCode, 0);
    return `seed ${seed}: ${midway} of ${KILLS} killed while locked; one task a room, the one in state`;
  }),
);

const orphan = furtherProof(
  "reconcile: what a killed engine had begun takes effect later: the next run waits for it and has the last word",
  onStack(async (scene, kept) => {
    // after 8 s without an answer the orphaned provider takes the robot out, to create again
    await scene.control.fault({ action: "CreateCloudSliceTask", times: ROOMS.length, kind: "timeout" });
    const run = kept.start();
    await run.until(async () => (await creates(scene)) === ROOMS.length);
    const engine = Number(/\(pid (\d+)\)/.exec(await lockText(kept))?.[1]);
    killIfThere(run.pid);
    killIfThere(engine);
    const killedAt = Date.now();
    await run.closed;
    const next = await kept.run(["--stack", "dev", "--settle", "20"]);
    assertSame([next.exitCode, next.report.drift.pending], [0, ROOMS.length]);
    assert.match(next.progress, /\nbreaking the lock of .*: process \d+ does not run on this machine\n/);
    assert.match(next.progress, /\nan earlier run was killed while creating [a-d], /);
    const late = (await scene.control.calls()).filter(({ at }) => at > killedAt).map(({ action }) => action);
    assert.ok(late[0]?.startsWith("RemoveUser"), "the orphan took a robot out after its engine was dead");
    assertSame(late.slice(-ROOMS.length), Array(ROOMS.length).fill("CreateCloudSliceTask"));
    await assertConverged(scene, kept);
    return `${late[0] ?? ""} by the orphan, then ${ROOMS.length} Creates; one task a room, the one in state`;
  }),
);

/** What the engine says of the lock. */
async function lockText({ project }: Kept): Promise<string> {
  return project.pulumi(["refresh", "--yes", "--skip-preview", "--stack", "dev"], { exitCode: 1 });
}

const staleLock = furtherProof(
  "reconcile: a lock of another machine is waited for, and broken only when asked to",
  onStack(async (scene, kept) => {
    const folder = join(kept.project.folder, "backend/.pulumi/locks/organization/proof/dev");
    const lock = (host: string, pid: number) => {
      mkdirSync(folder, { recursive: true });
      const timestamp = new Date(Date.now() - 3_600_000).toISOString();
      writeFileSync(
        join(folder, "left.json"),
        JSON.stringify({ pid, username: "ci", hostname: host, timestamp }),
      );
    };
    lock("runner-1", 12);
    const locked = await kept.run(["--stack", "dev", "--wait-for-lock", "6"]);
    assertSame([locked.exitCode, locked.report.outcome, await creates(scene)], [75, "locked", 0]);
    assert.match(
      String(locked.report.error),
      /^the stack is locked by ci@runner-1 \(pid 12\) since \S+: run it again later or with a longer --wait-for-lock, or run pulumi cancel --stack dev when that run is dead$/,
    );
    const young = await kept.run(["--stack", "dev", "--wait-for-lock", "0", "--break-lock-after", "7200"]);
    assert.equal(young.exitCode, 75);
    assertSame(kept.locks(), ["left.json"]);
    const broken = await kept.run(["--stack", "dev", "--wait-for-lock", "0", "--break-lock-after", "1800"]);
    assertSame(OUTCOME(broken), [0, "changed", { create: ROOMS.length + 1 }]);
    // of this machine, by a process that is none of an engine
    lock(hostname(), process.pid);
    await scene.control.stopTask(String((await scene.live())[0]));
    assertSame(OUTCOME(await kept.run(["--stack", "dev", "--wait-for-lock", "0"])), [
      0,
      "changed",
      { create: 1 },
    ]);
    await assertConverged(scene, kept);
    return "75 after 6 s, 75 for a young one, then broken; that of a dead process at once";
  }),
);

const refused = furtherProof(
  "reconcile: what the caller must give: one sentence each, exit code 2, nothing changed",
  onStack(async (scene, kept) => {
    const dev = ["--stack", "dev"];
    const missing = { TENCENTCLOUD_SECRET_ID: "", TENCENTCLOUD_SECRET_KEY: "", HOME: kept.project.folder };
    assert.equal((await kept.run()).exitCode, 0);
    const { text } = await kept.state();
    await scene.actions();
    const policies = ["--policy-pack", join(ROOT, "policy-pack"), "--policy-pack-config", "policy.json"];
    writeFileSync(join(kept.project.folder, "policy.json"), '{ "task-quota": 5 }');
    const refusal = async (args: readonly string[], environment: Record<string, string | undefined> = {}) => {
      const { exitCode, report } = await kept.run(args, environment);
      assertSame([exitCode, report.outcome], [2, "refused"]);
      return report.error;
    };
    const seen = [
      await refusal(["--stack", "prod"]),
      await refusal([]),
      await refusal([...dev, "--cwd", "nowhere"]),
      await refusal(dev, { PULUMI_CONFIG_PASSPHRASE: undefined }),
      await refusal(dev, { PULUMI_CONFIG_PASSPHRASE: "another one" }),
      await refusal(dev, missing),
      await refusal([...dev, ...policies]),
    ];
    writeFileSync(
      join(kept.project.folder, "index.js"),
      `new (require("@pulumi/pulumi").Config)("trtc").requireSecret("sdkSecretKey");\n`,
    );
    seen.push(await refusal(dev));
    assertSame(seen, [
      '--stack is "prod", there are dev: give one of these, or make it with pulumi stack init prod',
      "required option '--stack <name>' not specified",
      '--cwd is "nowhere", which is no folder: give that of the Pulumi program',
      "the secrets of the stack cannot be read: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE",
      "the passphrase is not that of the stack: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the one it was made with",
      "no Tencent Cloud API key was found: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, write ~/.tencentcloud/credentials, or set trtc:secretId and trtc:secretKey with pulumi config set --secret",
      "--policy-pack-config policy.json: task-quota is 5, allowed is a level (advisory, mandatory, remediate, disabled) or an object with enforcementLevel and settings: give one of these",
      "trtc:sdkSecretKey is not set in stack dev: run pulumi config set --secret trtc:sdkSecretKey <value> --stack dev",
    ]);
    assertSame([await scene.actions(), (await kept.state()).text], [[], text]);
    return `${seen.length} sentences, 0 writes`;
  }),
);

const quoted = furtherProof(
  "reconcile: a program that quotes a secret of the environment in its error: it is blackened",
  onStack(async (_scene, kept) => {
    writeFileSync(
      join(kept.project.folder, "index.js"),
      `console.log(process.env.TRTC_SDK_SECRET_KEY);\nthrow new Error("bad key " + process.env.TENCENTCLOUD_SECRET_KEY);\n`,
    );
    const { exitCode, report } = await kept.run();
    assertSame([exitCode, report.outcome], [1, "failed"]);
    assert.match(String(report.error), /Error: bad key \[secret\]$/);
    return "exit code 1, [secret]";
  }),
);

/** Random numbers in [0, 1) that are the same for the same seed: mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended by itself
  }
}

export const reconcileProofs: readonly Proof[] = [
  inLine,
  twoAtOnce,
  terminated,
  toAll,
  ctrlC,
  twice,
  killed,
  orphan,
  staleLock,
  refused,
  quoted,
];
