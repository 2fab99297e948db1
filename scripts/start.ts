import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import COS from "cos-nodejs-sdk-v5";
import { readEvents, verify } from "pulumi-trtc/callback";
import type { StoredEvent } from "pulumi-trtc/callback";
import { cosEventStorage } from "pulumi-trtc/callback/cos";
import { controlClient, startEmulator } from "trtc-emulator";
import type { ControlClient, Emulator } from "trtc-emulator";
import { secretHex } from "./secret";
import { printTable } from "./table";

const HELP = `npm start [-- --keep]

Shows a whole pipeline on the real Pulumi CLI against an embedded Tencent Cloud: a bucket with its write key, a function for
callbacks and two slicing tasks are made, slices and verified events land in the bucket, a list changes in place, a task is
lost and made again, a drift check finds nothing, all is destroyed.
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
const REGION = "ap-singapore";
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
}

/** What the program exports. */
interface Outputs {
  bucket: string;
  callbackUrl: string;
  callbackKey: string;
  consoleSteps: string[];
  taskIds: Record<string, string>;
  objectKeyPrefixes: Record<string, string>;
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
  const sdkSecretKey = secretHex();
  const emulator = await startEmulator({ apps: [{ sdkAppId: SDK_APP_ID, sdkSecretKey }] });
  return {
    emulator,
    control: controlClient(emulator.url),
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
    ["pulumi up: bucket, write key, function and two tasks", firstUp],
    ["the console: address and key of the callbacks", setConsole],
    ["a teacher publishes: slices and events land in the bucket", slicesLand],
    ["a list changes: updated in place", updateInPlace],
    ["a task is stopped from outside: pulumi up --refresh makes it again", loseAndRepair],
    ["drift check", driftCheck],
    ["pulumi destroy", destroy],
  ];
  return keep ? all.slice(0, -1) : all;
}

async function newStack(demo: Demo): Promise<string> {
  await pulumi(demo, ["stack", "init", STACK]);
  // slices of a demonstration need not survive it
  const values = { sdkAppId: String(SDK_APP_ID), onDestroy: "empty" };
  const pairs = Object.entries(values).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
  await pulumi(demo, ["config", "set-all", "--stack", STACK, ...pairs]);
  return `stack ${STACK}`;
}

async function firstUp(demo: Demo): Promise<string> {
  await pulumi(demo, ["up", "--yes", "--stack", STACK]);
  const { bucket } = await outputs(demo);
  await expectTasksInState(demo);
  const functions = await demo.control.functions();
  expectEqual(
    functions.map(({ status }) => status),
    ["Active"],
    "one function, ready",
  );
  const [user, ...more] = await demo.control.users();
  expectEqual([user?.accessKeys.length, more.length], [1, 0], "one user with one key");
  return `2 tasks run, 1 function is active, 1 key may write to ${bucket}`;
}

/** No API sets them: the emulator is told what a person would paste. */
async function setConsole(demo: Demo): Promise<string> {
  const { callbackUrl, callbackKey, consoleSteps } = await outputs(demo);
  consoleSteps.forEach((step, index) => console.log(`   ${index + 1}. ${step}`));
  await demo.control.app(SDK_APP_ID, { callbackUrl, callbackKey });
  return `slicing events go to ${callbackUrl}`;
}

async function slicesLand(demo: Demo): Promise<string> {
  await demo.control.joinRoom({ sdkAppId: SDK_APP_ID, type: "string", roomId: ROOM, userId: "teacher" });
  await demo.control.advance(SLICING_SECONDS);
  const { bucket, taskIds, objectKeyPrefixes } = await outputs(demo);
  const files = await filesInBucket(demo, bucket, objectKeyPrefixes[ROOM] ?? "");
  const ogg = files.filter((file) => file.key.endsWith(".ogg") && file.magic === "OggS");
  const png = files.filter((file) => file.key.endsWith(".png") && file.magic === "\x89PNG");
  expectEqual(
    [ogg.length > 0, png.length > 0, ogg.length + png.length],
    [true, true, files.length],
    "Ogg and PNG",
  );
  const events = await verifiedEvents(demo);
  const told = events.filter(({ event }) => event.taskId === taskIds[ROOM]);
  expectEqual(told.length > 0, true, "the event log tells of the task");
  return [
    `${ogg.length} Ogg and ${png.length} PNG files, ${events.length} events, each with the signature that the key gives`,
    ...files.map((file) => file.key),
    ...events.map(({ event }) => `event ${event.type} ${event.name}`),
  ].join("\n   ");
}

/** The event log as its owner reads it; throws when a signature does not fit. */
async function verifiedEvents(demo: Demo): Promise<StoredEvent[]> {
  const { bucket, callbackKey } = await outputs(demo);
  const storage = cosEventStorage({
    bucket,
    region: REGION,
    endpoint: demo.emulator.url,
    credentials: () => ({ secretId: demo.emulator.secretId, secretKey: demo.emulator.secretKey }),
  });
  const events = await readEvents(storage, { sdkAppId: SDK_APP_ID });
  const wrong = events.filter(
    ({ rawBody, sign }) => !verify(Buffer.from(rawBody, "base64"), sign, [callbackKey]),
  );
  expectEqual(wrong.length, 0, "every stored event is signed with the key");
  return events;
}

async function updateInPlace(demo: Demo): Promise<string> {
  const { taskIds: before } = await outputs(demo);
  const path = "subscribe.subscribeVideoUserIds[0]";
  await pulumi(demo, ["config", "set", "--stack", STACK, "--path", path, "teacher"]);
  await pulumi(demo, ["up", "--yes", "--stack", STACK]);
  expectEqual((await outputs(demo)).taskIds, before, "same TaskIds");
  expectEqual(await count(demo, "ModifyCloudSliceTask"), 1, "exactly one Modify");
  const task = (await demo.control.tasks()).find(({ taskId }) => taskId === before[ROOM]);
  expectEqual(task?.subscribeStreamUserIds?.subscribeVideoUserIds, ["teacher"], "the list at the service");
  return "same TaskIds, exactly one Modify";
}

async function loseAndRepair(demo: Demo): Promise<string> {
  const { taskIds: before } = await outputs(demo);
  const lost = before[ROOM] ?? "";
  await demo.control.stopTask(lost);
  expectEqual((await live(demo)).length, 1, "the other task runs");
  await pulumi(demo, ["up", "--refresh", "--yes", "--stack", STACK]);
  const { taskIds } = await outputs(demo);
  await expectTasksInState(demo);
  expectEqual([taskIds[ROOM] === lost, taskIds["exam"]], [false, before["exam"]], "one new TaskId");
  return `made again as ${taskIds[ROOM] ?? ""}, the other task was not touched`;
}

async function driftCheck(demo: Demo): Promise<string> {
  const writes = await countWrites(demo);
  await pulumi(demo, ["preview", "--refresh", "--expect-no-changes", "--stack", STACK]);
  expectEqual(await countWrites(demo), writes, "no API write");
  return "no changes, no API write, exit code 0";
}

async function destroy(demo: Demo): Promise<string> {
  await pulumi(demo, ["destroy", "--yes", "--stack", STACK]);
  const { control } = demo;
  const left = [await live(demo), await control.users(), await control.functions(), await buckets(demo)];
  expectEqual(
    left.map((each) => each.length),
    [0, 0, 0, 0],
    "no task, user, function or bucket",
  );
  return "0 tasks, 0 users, 0 functions, 0 buckets";
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
  if (!quiet) console.log(`$ pulumi ${args.join(" ")}`);
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

async function outputs(demo: Demo): Promise<Outputs> {
  const args = ["stack", "output", "--json", "--show-secrets", "--stack", STACK];
  // what the program exports
  return JSON.parse(await pulumi(demo, args, { quiet: true })) as Outputs;
}

async function expectTasksInState(demo: Demo): Promise<void> {
  const { taskIds } = await outputs(demo);
  expectEqual(
    (await live(demo)).sort(),
    Object.values(taskIds).sort(),
    "the emulator runs exactly the tasks in state",
  );
}

async function live(demo: Demo): Promise<string[]> {
  return (await demo.control.tasks()).filter((task) => task.running).map((task) => task.taskId);
}

async function count(demo: Demo, action: string): Promise<number> {
  return (await demo.control.calls()).filter((call) => call.action === action).length;
}

async function countWrites(demo: Demo): Promise<number> {
  return (await demo.control.calls()).filter(
    (call) => !/^(cos:)?(Describe|Get|List|Head)|^cos:PutObject/.test(call.action),
  ).length;
}

/** The vendor's own client, as the owner. */
function ownersCos({ emulator }: Demo): COS {
  return new COS({
    SecretId: emulator.secretId,
    SecretKey: emulator.secretKey,
    // real host names, sent to the emulator
    Ip: new URL(emulator.url).host,
    Protocol: "http:",
  });
}

async function buckets(demo: Demo): Promise<string[]> {
  return (await ownersCos(demo).getService()).Buckets.map(({ Name }) => Name);
}

async function filesInBucket(
  demo: Demo,
  bucket: string,
  prefix: string,
): Promise<{ key: string; magic: string }[]> {
  const cos = ownersCos(demo);
  const where = { Bucket: bucket, Region: REGION };
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
