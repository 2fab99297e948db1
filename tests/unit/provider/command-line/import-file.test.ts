import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { controlClient, startEmulator } from "../../../../emulator/src";
import type { ControlClient, Emulator } from "../../../../emulator/src";
import { importFile } from "../../../../provider/command-line/import-file";
import type { ImportFileOptions } from "../../../../provider/command-line/import-file";
import { UsageError } from "../../../../provider/command-line/terminal";
import { UNKNOWN } from "../../../../provider/resource/schema";
import type { Bag } from "../../../../provider/resource/schema";
import { createLifecycle, noRobots } from "../../../../provider/task/lifecycle";
import { slicing } from "../../../../provider/task/slicing";
import { systemClock } from "../../../../provider/trtc/clock";
import { CredentialsError, GoneError } from "../../../../provider/trtc/errors";
import { processClient } from "../../../../provider/trtc/process";
import { TRTC } from "../../../../provider/trtc/service";
import { mintUserSig } from "../../../../provider/trtc/user-sig";
import { fakeSettings } from "../fake-settings";
import { EVERY_KIND } from "../task/inputs/every-kind";
import { fakeTerminal } from "./fake-terminal";
import type { FakeTerminal } from "./fake-terminal";

const SDK_APP_ID = 1400000001;
const SDK_SECRET_KEY = "planted-sdk-secret-planted-sdk-secret-planted-sdk-secret-planted";
const CREATED_AT = Date.parse("2026-01-01T00:00:00.000Z");
const PARENT = "urn:pulumi:dev::proof::trtc:tencent:SlicingPipeline::classroom";
const ARGS = {
  sdkAppId: SDK_APP_ID,
  roomId: "lobby",
  userId: "slicer-lobby",
  sliceParams: { sliceType: "both", maxIdleTime: 86400 },
  storage: {
    vendor: "cos",
    region: "ap-singapore",
    bucket: "slices-1250000000",
    accessKey: "AKIDplanted",
    secretKey: "planted-storage-secret",
  },
};

let emulator: Emulator;
let control: ControlClient;
let environment: Record<string, string>;
let folder: string;
let taskId: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "import-"));
  emulator = await startEmulator({
    secretId: "AKIDroot",
    secretKey: "planted-secret",
    apps: [
      { sdkAppId: SDK_APP_ID, sdkSecretKey: SDK_SECRET_KEY },
      { sdkAppId: SDK_APP_ID + 1, sdkSecretKey: SDK_SECRET_KEY },
    ],
  });
  control = controlClient(emulator.url);
  environment = {
    TENCENTCLOUD_ENDPOINT_URL: emulator.url,
    TENCENTCLOUD_SECRET_ID: "AKIDroot",
    TENCENTCLOUD_SECRET_KEY: "planted-secret",
  };
});
beforeEach(async () => {
  taskId = await madeTask();
});
afterEach(async () => {
  await control.reset();
  rmSync(join(folder, "lobby.import.json"), { force: true });
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

/** A task that runs, made as the provider makes it. */
async function madeTask(): Promise<string> {
  const settings = fakeSettings({ environment: { ...environment, TRTC_SDK_SECRET_KEY: SDK_SECRET_KEY } });
  const report = () => undefined;
  const client = processClient(TRTC, settings, report);
  const parts = { client, clock: systemClock, settings, report, robots: noRobots() };
  const lifecycle = createLifecycle(slicing, parts);
  return (await lifecycle.create(lifecycle.check({}, ARGS).inputs)).id;
}

interface Run {
  exitCode: number;
  terminal: FakeTerminal;
  /** What is in the file. */
  resource: { id: string; inputs: Bag; outputs: Bag; parent?: string };
}

const OUTPUT = (): string => join(folder, "lobby.import.json");

async function run(
  args: object = ARGS,
  options: { [Name in keyof ImportFileOptions]?: ImportFileOptions[Name] | undefined } = {},
  variables: Record<string, string> = {},
): Promise<Run> {
  const file = join(folder, "lobby.json");
  writeFileSync(file, JSON.stringify(args));
  const terminal = fakeTerminal({ environment: { ...environment, ...variables } });
  const usual = { name: "lobby", type: "CloudSliceTask", taskId, createdAt: CREATED_AT, output: OUTPUT() };
  // what is undefined is left out on the command line
  const exitCode = await importFile(file, { ...usual, ...options } as ImportFileOptions, terminal);
  // what import-file-entry.ts writes
  const { resources } = JSON.parse(readFileSync(options.output ?? OUTPUT(), "utf8")) as {
    resources: [Run["resource"]];
  };
  return { exitCode, terminal, resource: resources[0] };
}

/** What is thrown, without folder and TaskId, and whether there is no file. */
async function refusal(...args: Parameters<typeof run>): Promise<{ error: Error; sentence: string }> {
  const error: unknown = await run(...args).catch((thrown: unknown) => thrown);
  if (!(error instanceof Error)) throw new Error("went through");
  expect(error.message).not.toContain("planted");
  expect(existsSync(OUTPUT())).toBe(false);
  return { error, sentence: error.message.replaceAll(`${folder}/`, "").replaceAll(taskId, "<id>") };
}

test("a running task becomes a file that only this user can read, with defaults and without a secret in the outputs", async () => {
  const { exitCode, terminal, resource } = await run();
  expect([exitCode, statSync(OUTPUT()).mode & 0o777, terminal.err()]).toEqual([0, 0o600, ""]);
  expect(resource.id).toBe(taskId);
  expect(resource.inputs).toMatchObject({
    region: "ap-singapore",
    resourceExpiredHour: 720,
    onExit: "recreate",
  });
  expect(resource.outputs).toMatchObject({
    createdAt: "2026-01-01T00:00:00.000Z",
    handleExpiresAt: "2026-01-31T00:00:00.000Z",
    userSigExpiresAt: "2026-06-30T00:00:00.000Z",
  });
  expect(JSON.stringify(resource.outputs)).not.toContain("planted");
  const actions = (await control.calls()).map(({ action }) => action);
  expect(actions).toEqual(["CreateCloudSliceTask", "DescribeCloudSliceTask"]);
});

test("the outputs are what create returns, but for the times", async () => {
  const settings = fakeSettings({ environment: { ...environment, TRTC_SDK_SECRET_KEY: SDK_SECRET_KEY } });
  const client = { call: () => Promise.resolve({ TaskId: taskId }) };
  const report = () => undefined;
  const clock = { ...systemClock, now: () => CREATED_AT };
  const lifecycle = createLifecycle(slicing, { client, clock, settings, report, robots: noRobots() });
  const { outs } = await lifecycle.create(lifecycle.check({}, ARGS).inputs);
  const { __provider, ...outputs } = (await run()).resource.outputs;
  expect(__provider).toBe('exports.handler = () => require("pulumi-trtc/provider").CloudSliceTask;');
  // a UserSig ends on a whole second of the real clock
  expect({ ...outputs, userSigExpiresAt: "" }).toEqual({ ...outs, userSigExpiresAt: "" });
});

test("says what was seen, which command takes the task over, and no secret", async () => {
  const { terminal } = await run(ARGS, { stack: "acme/proof/dev" });
  expect(terminal.out().replaceAll(OUTPUT(), "lobby.import.json").replaceAll(taskId, "<id>")).toBe(
    [
      "lobby.import.json is written: lobby is CloudSliceTask <id> of application 1400000001 in ap-singapore, which runs",
      "It holds secrets in the clear, and only this user can read it. Take the task over, in the folder of the program, and remove it:",
      "",
      "  pulumi import --file lobby.import.json --yes --non-interactive --protect=false --generate-code=false --stack acme/proof/dev",
      "  rm lobby.import.json",
      "",
      "After that pulumi preview shows no change.",
      "",
    ].join("\n"),
  );
});

test("a path that a shell would take apart is quoted", async () => {
  const output = join(folder, "it's here.json");
  const { terminal } = await run(ARGS, { output });
  expect(terminal.out()).toContain(`  rm '${folder}/it'\\''s here.json'\n`);
});

test("without --created-at the task counts as made now, and it says what follows", async () => {
  const before = Date.now();
  const { terminal, resource } = await run(ARGS, { createdAt: undefined });
  const { createdAt, handleExpiresAt } = resource.outputs;
  expect(Date.parse(String(createdAt))).toBeGreaterThanOrEqual(before);
  expect(terminal.out().split("\n")[1]).toBe(
    `--created-at is not given, so state will say that the task was made now: its handle ends before ${String(handleExpiresAt)}, ` +
      "and from then on a refresh takes the task for gone",
  );
});

test("a UserSig that is given says until when it is good, also when that is soon", async () => {
  const signed = { sdkAppId: SDK_APP_ID, userId: "slicer-lobby", sdkSecretKey: SDK_SECRET_KEY };
  const userSig = mintUserSig({ ...signed, expireSeconds: 60 });
  const { resource } = await run(ARGS, {}, { TRTC_USER_SIG: userSig });
  const end = Date.parse(String(resource.outputs["userSigExpiresAt"]));
  expect(Math.abs(end - Date.now() - 60_000)).toBeLessThan(10_000);
});

test("below a component the resource has it as its parent, and the command its stack", async () => {
  const { terminal, resource } = await run(ARGS, { parent: PARENT });
  expect(resource.parent).toBe("parent of lobby");
  expect(terminal.out()).toContain("--generate-code=false --stack dev\n");
});

test("every problem of the arguments is named with its path, before anything is asked", async () => {
  const { accessKey: _accessKey, ...storage } = ARGS.storage;
  const before = (await control.calls()).length;
  const { error, sentence } = await refusal({
    ...ARGS,
    userId: "a b",
    storage: { ...storage, bucket: "slices" },
    rom: 1,
  });
  expect(error).not.toBeInstanceOf(UsageError);
  expect(sentence.split("\n")).toEqual([
    "lobby.json: rom is not an argument, allowed here are sdkAppId, roomId, userId, sliceParams, storage, region, resourceExpiredHour, " +
      "onHandleExpired, userSig, sdkSecretKey, userSigExpire, privateMapKey, onExit: correct or remove it",
    'lobby.json: userId is "a b", allowed is 1 to 32 letters, digits, _ and -: choose a robot name that no user of the room has',
    "lobby.json: storage.accessKey is missing, allowed is the id of a long-lived key of the store: give a key that may write to the " +
      "bucket; temporary keys cannot be used; TRTC_STORAGE_ACCESS_KEY may hold it",
    'lobby.json: storage.bucket is "slices", allowed is lower case letters, digits and - with the APPID at the end, such as ' +
      '"slices-1250000000": append the APPID of the account',
  ]);
  expect((await control.calls()).length).toBe(before);
});

test("what a plan does not know yet is a problem too", async () => {
  const { sentence } = await refusal({ ...ARGS, storage: { ...ARGS.storage, bucket: UNKNOWN } });
  expect(sentence).toBe("lobby.json: storage.bucket is not known in the plan: write its value into the file");
});

test.each<[what: string, changes: object, sentence: string]>([
  ["another region's", { region: "eu-frankfurt" }, "of application 1400000001 in eu-frankfurt"],
  ["another application's", { sdkAppId: SDK_APP_ID + 1 }, "of application 1400000002 in ap-singapore"],
])("%s task is refused", async (_what, changes, task) => {
  const { error, sentence } = await refusal({ ...ARGS, ...changes });
  expect(error).toBeInstanceOf(GoneError);
  expect(sentence).toBe(
    `there is no CloudSliceTask <id> ${task}: it has ended, its handle has expired, or it is of another application, region or type; ` +
      "correct these, or run pulumi up to make a new one",
  );
});

test("a task that is ending is refused", async () => {
  await control.settings({ exitLagSeconds: 600 });
  await control.stopTask(taskId);
  const { error, sentence } = await refusal();
  expect(error).toBeInstanceOf(GoneError);
  expect(sentence).toBe(
    "there is nothing to take over: CloudSliceTask <id> of application 1400000001 in ap-singapore has ended; run pulumi up to make a new one",
  );
});

test("a key that may not ask is refused with the permission that it needs", async () => {
  await control.fault({
    action: "DescribeCloudSliceTask",
    times: 1,
    kind: "error",
    code: "UnauthorizedOperation",
  });
  const { error, sentence } = await refusal();
  expect(error).toBeInstanceOf(CredentialsError);
  expect(sentence).toContain("trtc:DescribeCloudSliceTask on resource *");
});

test("without an API key it says where one is looked for, and not in a stack", async () => {
  const { error, sentence } = await refusal(ARGS, {}, { TENCENTCLOUD_SECRET_ID: "", HOME: folder });
  expect([error instanceof UsageError, sentence]).toEqual([
    true,
    "there is no Tencent Cloud API key: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write ~/.tencentcloud/credentials",
  ]);
});

test("of a relay the API cannot be asked, and it says so", async () => {
  const relay = EVERY_KIND.find(({ kind }) => kind.resource === "PublishCdnStreamTask");
  const { terminal, resource } = await run(relay?.inputs.smallest, {
    type: "PublishCdnStreamTask",
    taskId: "relay-1",
  });
  expect(terminal.out().split("\n")[0]).toMatch(
    /: lobby is PublishCdnStreamTask relay-1 of application \d+ in ap-singapore; the API has no call that asks whether it runs$/,
  );
  expect(resource.outputs).not.toHaveProperty("handleExpiresAt");
});

test.each<[options: Partial<ImportFileOptions>, sentence: string]>([
  [
    { parent: "classroom" },
    '--parent is "classroom", allowed is the URN of the component around the task: copy it from pulumi stack --show-urns',
  ],
  [
    { parent: "urn:pulumi:dev::proof::a:b:C$pulumi-nodejs:dynamic/trtc:CloudSliceTask::lobby" },
    "--parent is the URN of a task, allowed is that of the component around it: copy it from pulumi stack --show-urns",
  ],
  [
    { parent: PARENT, stack: "acme/proof/prod" },
    '--stack is "acme/proof/prod" and --parent is in stack dev, allowed are those of one stack: correct one of them',
  ],
  [
    { createdAt: Date.parse("2100-01-01T00:00:00Z") },
    "--created-at is 2100-01-01T00:00:00.000Z, allowed is a time that has been: correct it, or the clock of this machine",
  ],
])("%j is refused", async (options, expected) => {
  const { error, sentence } = await refusal(ARGS, options);
  expect([error instanceof UsageError, sentence]).toEqual([true, expected]);
});

test("a file that is there stays unless --force is given, which makes a new one with its own mode", async () => {
  writeFileSync(OUTPUT(), "precious", { mode: 0o644 });
  await expect(run()).rejects.toThrow(
    new UsageError(`${OUTPUT()} is there already: remove it, name another with --output, or give --force`),
  );
  expect(readFileSync(OUTPUT(), "utf8")).toBe("precious");
  const { resource } = await run(ARGS, { force: true });
  expect([resource.id, statSync(OUTPUT()).mode & 0o777]).toEqual([taskId, 0o600]);
});

test("a file that cannot be written is named", async () => {
  await expect(run(ARGS, { output: join(folder, "none/lobby.json") })).rejects.toThrow(
    `${folder}/none/lobby.json cannot be written (ENOENT): name another with --output`,
  );
});
