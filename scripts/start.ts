import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import COS from "cos-nodejs-sdk-v5";
import { controlClient, startEmulator } from "trtc-emulator";
import type { ControlClient, Emulator } from "trtc-emulator";
import { newSecret, secretHex } from "./secret";
import { printTable } from "./table";

const HELP = `npm start [-- --keep]

Shows the main job on the real Pulumi CLI against an embedded TRTC: a slicing task is created, slices appear in the
bucket, a list changes in place, the task is lost and made again, a drift check finds nothing, all is destroyed.
Each step is checked out of band: the emulator is asked what really runs.

  --keep   leave emulator and stack up, print the variables for pulumi by hand, stop with Ctrl-C
  --help   this text`;

const ROOT = resolve(__dirname, "..");
const LOCAL = join(ROOT, ".local", "quickstart");
/** Says whose LOCAL is. */
const OWNER = join(LOCAL, "pid");
const STACK = "dev";
/** Where the CLI keeps the stack's configuration. */
const CONFIG = join(ROOT, `Pulumi.${STACK}.yaml`);
const SDK_APP_ID = 1400000001;
const BUCKET = { name: "slices-1250000000", region: "ap-singapore" };
const ROOM = "lobby";
/** Two audio slices of 15 s. */
const SLICING_SECONDS = 31;

/** What a step did, checked. */
interface StepDone {
  step: string;
  seen: string;
  seconds: number;
}

interface Demo {
  emulator: Emulator;
  control: ControlClient;
  environment: Record<string, string>;
  storageKey: { secretId: string; secretKey: string };
}

/** A check that did not hold. */
class NotSeen extends Error {}

let child: ChildProcess | undefined;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { keep: { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const demo = await prepare().catch((error: unknown) => {
    console.error(error instanceof NotSeen ? error.message : error);
    process.exitCode = 1;
  });
  if (demo === undefined) return;
  const stopped = new AbortController();
  const stop = () => {
    if (stopped.signal.aborted) return;
    stopped.abort();
    console.log("\nstopping");
    void leave(demo, 130);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  const done: StepDone[] = [];
  try {
    for (const [step, run] of steps(values.keep === true)) {
      console.log(`\n== ${step}`);
      const started = performance.now();
      const seen = await run(demo);
      const seconds = (performance.now() - started) / 1000;
      console.log(`   ${seen}`);
      done.push({ step, seen, seconds });
    }
  } catch (error) {
    // the command that was stopped says that it failed
    if (stopped.signal.aborted) return;
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    await leave(demo, 1);
    return;
  }
  console.log();
  printTable(
    ["step", "seen", "seconds"],
    done.map(({ step, seen, seconds }) => [step, seen.split("\n", 1)[0] ?? "", seconds.toFixed(1)]),
  );
  if (values.keep) {
    console.log(byHand(demo));
    return;
  }
  await leave(demo, 0);
}

async function prepare(): Promise<Demo> {
  takeFolder();
  const storageKey = { secretId: newSecret("AKID"), secretKey: newSecret("") };
  const sdkSecretKey = secretHex();
  const emulator = await startEmulator({
    extraKeys: [storageKey],
    buckets: [BUCKET],
    apps: [{ sdkAppId: SDK_APP_ID, sdkSecretKey }],
  });
  return {
    emulator,
    control: controlClient(emulator.url),
    storageKey,
    environment: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? LOCAL,
      PULUMI_HOME: join(LOCAL, "home"),
      PULUMI_BACKEND_URL: `file://${join(LOCAL, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "quickstart",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      TENCENTCLOUD_ENDPOINT_URL: emulator.url,
      TENCENTCLOUD_SECRET_ID: emulator.secretId,
      TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
      TRTC_SDK_SECRET_KEY: sdkSecretKey,
    },
  };
}

/** Makes LOCAL ours: what an interrupted run left is cleared away, what is another's is not touched. */
function takeFolder(): void {
  const owner = existsSync(OWNER) ? Number(readFileSync(OWNER, "utf8")) : undefined;
  if (owner !== undefined && isAlive(owner))
    throw new NotSeen(`npm start is running already (process ${owner}): stop it with Ctrl-C first`);
  if (owner === undefined && existsSync(CONFIG))
    throw new NotSeen(`Pulumi.${STACK}.yaml is there and not of npm start: move it away first`);
  rmSync(LOCAL, { recursive: true, force: true });
  rmSync(CONFIG, { force: true });
  mkdirSync(join(LOCAL, "backend"), { recursive: true });
  writeFileSync(OWNER, String(process.pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function steps(keep: boolean): [string, (demo: Demo) => Promise<string>][] {
  const all: [string, (demo: Demo) => Promise<string>][] = [
    ["a new stack on a file backend", newStack],
    ["pulumi up: the task is created", firstUp],
    ["a teacher publishes: slices land in the bucket", slicesLand],
    ["a list changes: updated in place", updateInPlace],
    ["the task is stopped from outside: pulumi up --refresh makes it again", loseAndRepair],
    ["drift check", driftCheck],
    ["pulumi destroy", destroy],
  ];
  return keep ? all.slice(0, -1) : all;
}

async function newStack(demo: Demo): Promise<string> {
  await pulumi(demo, ["stack", "init", STACK]);
  const plain = { sdkAppId: String(SDK_APP_ID), bucket: BUCKET.name, bucketRegion: BUCKET.region };
  const secret = {
    storageAccessKey: demo.storageKey.secretId,
    storageSecretKey: demo.storageKey.secretKey,
  };
  const pairs = [
    ...Object.entries(plain).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]),
    ...Object.entries(secret).flatMap(([key, value]) => ["--secret", `${key}=${value}`]),
  ];
  await pulumi(demo, ["config", "set-all", "--stack", STACK, ...pairs]);
  return `stack ${STACK}, secrets encrypted in Pulumi.${STACK}.yaml`;
}

async function firstUp(demo: Demo): Promise<string> {
  await pulumi(demo, ["up", "--yes", "--stack", STACK]);
  const taskId = await taskInState(demo);
  expectEqual(await live(demo), [taskId], "the emulator runs exactly the task in state");
  return `1 task runs: ${taskId}`;
}

async function slicesLand(demo: Demo): Promise<string> {
  await demo.control.joinRoom({ sdkAppId: SDK_APP_ID, type: "string", roomId: ROOM, userId: "teacher" });
  await demo.control.advance(SLICING_SECONDS);
  const prefix = await stackOutput(demo, "objectKeyPrefix");
  const files = await filesInBucket(demo, prefix);
  const ogg = files.filter((file) => file.key.endsWith(".ogg") && file.magic === "OggS");
  const png = files.filter((file) => file.key.endsWith(".png") && file.magic === "\x89PNG");
  expectEqual(
    [ogg.length > 0, png.length > 0, ogg.length + png.length],
    [true, true, files.length],
    "Ogg and PNG",
  );
  return [
    `${ogg.length} Ogg and ${png.length} PNG files under the task's prefix`,
    ...files.map((file) => file.key),
  ].join("\n   ");
}

async function updateInPlace(demo: Demo): Promise<string> {
  const before = await taskInState(demo);
  await pulumi(demo, [
    "config",
    "set",
    "--stack",
    STACK,
    "--path",
    "subscribe.subscribeVideoUserIds[0]",
    "teacher",
  ]);
  await pulumi(demo, ["up", "--yes", "--stack", STACK]);
  expectEqual(await taskInState(demo), before, "same TaskId");
  expectEqual(await count(demo, "ModifyCloudSliceTask"), 1, "exactly one Modify");
  const [task] = await demo.control.tasks();
  expectEqual(task?.subscribeStreamUserIds.subscribeVideoUserIds, ["teacher"], "the list at the service");
  return "same TaskId, exactly one Modify";
}

async function loseAndRepair(demo: Demo): Promise<string> {
  const lost = await taskInState(demo);
  await demo.control.stopTask(lost);
  expectEqual(await live(demo), [], "nothing runs");
  await pulumi(demo, ["up", "--refresh", "--yes", "--stack", STACK]);
  const made = await taskInState(demo);
  expectEqual(await live(demo), [made], "the emulator runs exactly the task in state");
  expectEqual(made === lost, false, "a new TaskId");
  return `1 task runs: ${made}`;
}

async function driftCheck(demo: Demo): Promise<string> {
  const writes = await countWrites(demo);
  await pulumi(demo, ["preview", "--refresh", "--expect-no-changes", "--stack", STACK]);
  expectEqual(await countWrites(demo), writes, "no API write");
  return "no changes, no API write, exit code 0";
}

async function destroy(demo: Demo): Promise<string> {
  await pulumi(demo, ["destroy", "--yes", "--stack", STACK]);
  expectEqual(await live(demo), [], "nothing runs");
  return "0 tasks run";
}

/** Runs the real CLI at the root of the repository and shows what it prints. */
async function pulumi(demo: Demo, args: readonly string[], { quiet = false } = {}): Promise<string> {
  const running = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: ROOT,
    env: demo.environment,
    stdio: ["ignore", "pipe", "pipe"],
    // a group of its own: Ctrl-C reaches it once, through us; a second one would end it in mid-call
    detached: true,
  });
  child = running;
  if (!quiet)
    console.log(`$ pulumi ${args.map((arg) => arg.replace(/^(storage\w+Key)=.*/, "$1=[secret]")).join(" ")}`);
  let output = "";
  const collect = (part: Buffer) => {
    output += part.toString();
    if (!quiet) process.stdout.write(part.toString().replace(/^(?=.)/gm, "  | "));
  };
  running.stdout.on("data", collect);
  running.stderr.on("data", collect);
  const code = await new Promise<number | null>((done, fail) => {
    running.on("error", fail);
    running.on("close", done);
  });
  child = undefined;
  if (code !== 0)
    throw new NotSeen(`pulumi ${args[0] ?? ""} ended with exit code ${code}${quiet ? `: ${output}` : ""}`);
  return output;
}

async function stackOutput(demo: Demo, name: string): Promise<string> {
  return (await pulumi(demo, ["stack", "output", name, "--stack", STACK], { quiet: true })).trim();
}

function taskInState(demo: Demo): Promise<string> {
  return stackOutput(demo, "taskId");
}

async function live(demo: Demo): Promise<string[]> {
  return (await demo.control.tasks()).filter((task) => task.running).map((task) => task.taskId);
}

async function count(demo: Demo, action: string): Promise<number> {
  return (await demo.control.calls()).filter((call) => call.action === action).length;
}

async function countWrites(demo: Demo): Promise<number> {
  return (await demo.control.calls()).filter((call) => !/^(Describe|cos:)/.test(call.action)).length;
}

/** The bucket through the vendor's own client, with the storage key. */
async function filesInBucket(demo: Demo, prefix: string): Promise<{ key: string; magic: string }[]> {
  const cos = new COS({
    SecretId: demo.storageKey.secretId,
    SecretKey: demo.storageKey.secretKey,
    // real host names, sent to the emulator
    Ip: new URL(demo.emulator.url).host,
    Protocol: "http:",
  });
  const where = { Bucket: BUCKET.name, Region: BUCKET.region };
  const { Contents } = await cos.getBucket({ ...where, Prefix: prefix });
  return Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await cos.getObject({ ...where, Key });
      return { key: Key, magic: Body.subarray(0, 4).toString("latin1") };
    }),
  );
}

function expectEqual(seen: unknown, expected: unknown, claim: string): void {
  if (JSON.stringify(seen) !== JSON.stringify(expected))
    throw new NotSeen(
      `does not hold: ${claim}: expected ${JSON.stringify(expected)}, seen ${JSON.stringify(seen)}`,
    );
}

function byHand({ environment, emulator }: Demo): string {
  const { PATH = "", HOME, ...variables } = environment;
  // set-up puts the project's tools and the CLI first
  const added = PATH.split(delimiter).slice(0, 2);
  const lines = Object.entries(variables).map(([key, value]) => `export ${key}='${value}'`);
  return [
    "\nEmulator and stack stay up until Ctrl-C. In another shell, at the root of the repository:\n",
    ...lines,
    `export PATH='${added.join(delimiter)}':"$PATH"`,
    `\npulumi preview --stack ${STACK}; pulumi up --stack ${STACK}; pulumi destroy --stack ${STACK}`,
    `curl ${emulator.url}/_emulator/tasks`,
  ].join("\n");
}

/** Ends what this process started and takes its files away. */
async function leave(demo: Demo, code: number): Promise<void> {
  const running = child;
  if (running !== undefined) {
    const ended = new Promise((done) => running.once("close", done));
    running.kill("SIGINT");
    await ended;
  }
  await demo.emulator.close();
  rmSync(LOCAL, { recursive: true, force: true });
  rmSync(CONFIG, { force: true });
  process.exitCode = code;
  if (code === 130) process.exit(code);
}

void main();
