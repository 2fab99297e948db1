import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { operatorPolicy } from "pulumi-trtc/tencent";
import type { OperatorPolicyArgs } from "pulumi-trtc/tencent";
import type { FaultSpec } from "trtc-emulator";
import { vendorCos } from "./cloud";
import { makeProject } from "./project";
import type { Project } from "./project";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import { onScene, SDK_APP_ID, STORAGE } from "./scene";
import type { Scene } from "./scene";
import { callApi } from "./tencent-api";
import { untilActive, webFunction } from "./tencent-functions";

const BUCKET = "classroom-1250000000";
const REGION = "ap-singapore";

/** As it is written at first. */
const PIPELINE: OperatorPolicyArgs = { sdkAppIds: [SDK_APP_ID] };

/** As narrow as it can be written: every resource is named. */
const WHOLE: OperatorPolicyArgs = {
  sdkAppIds: [SDK_APP_ID],
  jobs: ["slicing", "recording", "moderation", "ingest", "relay", "transcription"],
  bucket: BUCKET,
  region: REGION,
  onDestroy: "empty",
  roleName: "proof-dev-callbacks-*",
  uin: 100000000001,
};

interface Document {
  version: string;
  statement: { effect: string; action: string[]; resource: string[] }[];
}

/** The document with the permissions that are wanted. CAM takes none that allows nothing: one stands in it that nobody needs. */
function documentOf(args: OperatorPolicyArgs, wanted: (permission: string) => boolean): string {
  // what it writes
  const document = JSON.parse(operatorPolicy(args)) as Document;
  const statement = document.statement
    .map((each) => ({ ...each, action: each.action.filter((name) => wanted(plain(name))) }))
    .filter(({ action }) => action.length > 0);
  const spare = { effect: "allow", action: ["name/cos:GetService"], resource: ["*"] };
  return JSON.stringify({ ...document, statement: [...statement, spare] });
}

function permissionsOf(args: OperatorPolicyArgs): string[] {
  // what it writes
  const { statement } = JSON.parse(operatorPolicy(args)) as Document;
  return statement.flatMap(({ action }) => action.map(plain));
}

/** `cam:AddUser`: as refusals write it. */
function plain(name: string): string {
  return name.replace(/^name\//, "");
}

/** What the stack is made of in one of its stages. */
interface Stage {
  storage: object;
  /** Adjustments of the bucket. */
  bucket: object;
  callback: object | false;
  tasks: Readonly<Record<string, StagedTask>>;
}

interface StagedTask {
  /** Class of the resource. */
  kind: string;
  /** Whether it writes to the storage. @default false */
  stores?: boolean;
  /** Its arguments but for the storage. */
  args: { userId: string; [name: string]: unknown };
}

const PROGRAM = `
const { join } = require("node:path");
const trtc = require("pulumi-trtc");
const { CallbackEndpoint, CosSliceStorage } = require("pulumi-trtc/tencent");
const { storage: args, bucket, callback, tasks } = JSON.parse(require("node:fs").readFileSync(join(__dirname, "stage.json"), "utf8"));
const storage = new CosSliceStorage("slices", { ...args, transform: { bucket: (each) => void Object.assign(each, bucket) } });
if (callback) new CallbackEndpoint("callbacks", { sdkAppIds: [${SDK_APP_ID}], storage, ...callback });
for (const [name, { kind, stores, args }] of Object.entries(tasks))
  new trtc[kind](name, { ...args, userId: args.userId + "-v" + storage.keyVersion, ...(stores && { storage: storage.target }) });
`;

const TASKS_PROGRAM = `
const { join } = require("node:path");
const trtc = require("pulumi-trtc");
const { tasks } = JSON.parse(require("node:fs").readFileSync(join(__dirname, "stage.json"), "utf8"));
for (const [name, { kind, args }] of Object.entries(tasks)) new trtc[kind](name, { ...args, storage: ${JSON.stringify(STORAGE)} });
`;

const SLICES = { sliceType: "both", maxIdleTime: 86400 };

function staged(kind: string, args: StagedTask["args"], stores = false): StagedTask {
  return { kind, stores, args: { sdkAppId: SDK_APP_ID, roomId: "lobby", ...args } };
}

/** A slicing task. */
function sliced(userId: string, changes: object = {}): StagedTask {
  return staged("CloudSliceTask", { userId, sliceParams: SLICES, ...changes }, true);
}

const LOBBY = sliced("lobby");
const EXAM_ROOM = { roomId: 101 };
const EXAM = sliced("exam", EXAM_ROOM);

const RECORDS = { recordMode: "single", maxIdleTime: 86400 };
const MODERATES = { moderationType: "both", maxIdleTime: 1800 };
const PUSH = "rtmp://push.example.com/live/";

/** A task of each kind but slicing; `lists` are the users that are recorded and moderated, `streams` those that are relayed. */
function otherJobs({ lists = {}, volume = 100, streams = ["one"] } = {}): Record<string, StagedTask> {
  const subscribeStreamUserIds = lists;
  return {
    recorder: recorded({ ...RECORDS, subscribeStreamUserIds }),
    moderator: staged(
      "CloudModerationTask",
      { userId: "moderator", moderationParams: { ...MODERATES, subscribeStreamUserIds } },
      true,
    ),
    // in a room of its own: what it plays would be sliced
    player: staged("StreamIngestTask", {
      roomId: "stage",
      userId: "player",
      streamUrl: "https://example.com/lesson.mp4",
      volume,
    }),
    relay: staged("PublishCdnStreamTask", {
      userId: "relay",
      agentParams: { maxIdleTime: 86400 },
      withTranscoding: false,
      audioParams: { audioEncode: { sampleRate: 48000, channel: "mono", bitRate: 64 } },
      singleSubscribeParams: { userMediaStream: { userInfo: { userId: "teacher" }, streamType: "camera" } },
      publishCdnParams: streams.map((name) => ({ publishCdnUrl: `${PUSH}${name}`, isTencentCdn: false })),
    }),
    scribe: staged("CloudTranscriptionTask", {
      userId: "scribe",
      transcriptionParam: { maxIdleTime: 86400 },
      asrParam: { lang: "bigmodel-en" },
    }),
  };
}

function recorded(recordParams: object = RECORDS): StagedTask {
  return staged("CloudRecordingTask", { userId: "recorder", recordParams }, true);
}

const STORAGE_ARGS = {
  bucketName: BUCKET,
  region: REGION,
  fileNamePrefix: ["prod"],
  versioning: true,
  onDestroy: "empty",
};
const TEACHER = { subscribeAudioUserIds: ["teacher"] };
const CHANGED_JOBS = otherJobs({ lists: TEACHER, volume: 50, streams: ["one", "two"] });
const TRIGGER = { TriggerName: "pulumi-trtc-url", Type: "http", Qualifier: "$LATEST" };
const FOREIGN_TRUST = JSON.stringify({
  version: "2.0",
  statement: [{ action: "name/sts:AssumeRole", effect: "allow", principal: { service: ["cvm.qcloud.com"] } }],
});

const FIRST: Stage = {
  storage: { ...STORAGE_ARGS, expireAfterDays: 30, tags: { team: "classroom" } },
  bucket: { cors: [{ allowedOrigins: ["https://example.com"], allowedMethods: ["GET"] }] },
  callback: {},
  tasks: { lobby: LOBBY, exam: EXAM },
};
const FIRST_OF_ALL: Stage = { ...FIRST, tasks: { ...FIRST.tasks, ...otherJobs() } };

interface Outcome {
  text: string;
  failed: boolean;
}

/** A stack that runs with the operator's key. */
interface OperatedStack {
  scene: Scene;
  /** Replaces what the key may do. */
  allow(document: string): Promise<void>;
  stage(next: Partial<Stage>): void;
  /** What the CLI prints, and whether it went through. */
  run(args: readonly string[]): Promise<Outcome>;
  /** The outputs of the one resource of a type. */
  outputs(type: string): Promise<Record<string, unknown>>;
  /** Every call that was made while the CLI ran, as the emulator's log writes them. */
  called(): string[];
}

interface OperatedOptions {
  document: string;
  stage: Partial<Stage>;
  program?: string;
}

/** Makes a user with a policy, as an administrator does, and a project whose key is that user's. */
function onOperatedStack<Result>(
  play: (stack: OperatedStack) => Promise<Result>,
  { document, stage, program = PROGRAM }: OperatedOptions,
): Promise<Result> {
  return onScene(async (scene) => {
    const cam = (action: string, params: object) => callApi(scene, ["cam", action, params]);
    const { SecretId, SecretKey, Uin } = await cam("AddUser", { Name: OPERATOR, UseApi: 1 });
    const { PolicyId } = await cam("CreatePolicy", { PolicyName: OPERATOR, PolicyDocument: document });
    await cam("AttachUserPolicy", { PolicyId, AttachUin: Uin });
    const environment = {
      ...scene.environment,
      TENCENTCLOUD_SECRET_ID: String(SecretId),
      TENCENTCLOUD_SECRET_KEY: String(SecretKey),
    };
    const project = makeProject({ program, environment, where: "inside the checkout" });
    let current = stage;
    const calls = new Set<string>();
    const stack: OperatedStack = {
      scene,
      allow: async (PolicyDocument) => {
        await cam("UpdatePolicy", { PolicyId, PolicyDocument });
      },
      stage(next) {
        current = { ...current, ...next };
        writeFileSync(join(project.folder, "stage.json"), JSON.stringify(current));
      },
      async run(args) {
        const before = (await scene.control.calls()).length;
        const outcome = await project.pulumi(args).then(
          (text) => ({ text, failed: false }),
          (error: unknown) => ({ text: String(error), failed: true }),
        );
        for (const { action } of (await scene.control.calls()).slice(before)) calls.add(action);
        return outcome;
      },
      outputs: (type) => outputsOf(project, type),
      called: () => [...calls].sort(),
    };
    stack.stage({});
    try {
      await project.pulumi(["stack", "init", "dev"]);
      return await play(stack);
    } finally {
      project.remove();
    }
  });
}

const OPERATOR = "operator";

/** What the emulator's log writes of a call for which a permission is needed: no product, but for those of COS. */
function callOf(permission: string): string {
  // many are deleted with one call, which needs the permission for each
  if (permission === "cos:DeleteObject") return "cos:DeleteMultipleObjects";
  return permission.startsWith("cos:") ? permission : permission.replace(/^\w+:/, "");
}

async function outputsOf(project: Project, type: string): Promise<Record<string, unknown>> {
  // what the CLI prints
  const state = JSON.parse(await project.pulumi(["stack", "export"])) as {
    deployment: { resources: { type: string; outputs?: Record<string, unknown> }[] };
  };
  const outputs = state.deployment.resources.find((resource) => resource.type.endsWith(type))?.outputs;
  assert.ok(outputs, `no ${type} in state`);
  return outputs;
}

/** One run of the CLI in the life of a stack. */
interface Step {
  what: string;
  /** Done once, however often it is run. */
  arrange?(stack: OperatedStack): void | Promise<void>;
  /** Put in the way of each run of it. */
  fault?: FaultSpec;
  run: readonly string[];
  /** What it says when it is to fail. */
  fails?: RegExp;
}

const UP = ["up", "--yes", "--skip-preview"];
const DESTROY = ["destroy", "--yes", "--skip-preview"];
const CLEAN = ["preview", "--refresh", "--expect-no-changes"];

/** Everything that a stack goes through, so that everything that its key may do is done. */
const LIFE: readonly Step[] = [
  { what: "create", run: UP },
  { what: "a second preview is empty", run: CLEAN },
  {
    what: "change lists, volume, streams, memory and bucket",
    arrange(stack) {
      stack.stage({
        storage: STORAGE_ARGS,
        bucket: { lifecycleRules: [] },
        callback: { memorySize: 256 },
        tasks: {
          lobby: sliced("lobby", { sliceParams: { ...SLICES, subscribeStreamUserIds: TEACHER } }),
          exam: EXAM,
          ...CHANGED_JOBS,
        },
      });
    },
    run: UP,
  },
  { what: "a second key", arrange: (stack) => rotate(stack, [1, 2]), run: UP },
  { what: "the first key gone", arrange: (stack) => rotate(stack, [2]), run: UP },
  { what: "repair", arrange: drift, run: [...UP, "--refresh"] },
  { what: "nothing is left to repair", run: CLEAN },
  {
    what: "robots of tasks that may have been made are removed",
    arrange: (stack) =>
      stack.stage({
        tasks: { lobby: sliced("other"), exam: sliced("others", EXAM_ROOM), ...CHANGED_JOBS },
      }),
    fault: { action: "CreateCloudSliceTask", kind: "error", code: "FailedOperation", times: 6 },
    run: UP,
    fails: /was removed, so no task of it runs[^]*was removed, so no task of it runs/,
  },
  { what: "and they are made", run: UP },
  {
    what: "destroy with versions and an unfinished upload",
    arrange: fill,
    run: DESTROY,
  },
];

function rotate(stack: OperatedStack, keyVersions: readonly number[]): void {
  stack.stage({ storage: { ...STORAGE_ARGS, keyVersions } });
}

/** Somebody changes everything that can be changed, with the owner's key. */
async function drift({ scene, outputs }: OperatedStack): Promise<void> {
  const call = (product: "cam" | "scf", action: string, params: object) =>
    callApi(scene, [product, action, params]);
  const at = { Bucket: BUCKET, Region: REGION };
  await vendorCos(scene).putBucketAcl({ ...at, ACL: "public-read" });
  const { name: Name, uin } = await outputs(":CamUser");
  const { policyId: PolicyId, policyName } = await outputs(":CamUserPolicyAttachment");
  await call("cam", "UpdateUser", { Name, Remark: "changed" });
  await call("cam", "DetachUserPolicy", { PolicyId, DetachUin: uin });
  await call("cam", "UpdatePolicy", {
    PolicyName: policyName,
    PolicyDocument: documentOf(WHOLE, () => false),
  });
  const { roleName: RoleName } = await outputs(":CamRole");
  await call("cam", "UpdateRoleDescription", { RoleName, Description: "changed" });
  await call("cam", "UpdateAssumeRolePolicy", { RoleName, PolicyDocument: FOREIGN_TRUST });
  const { functionName: FunctionName } = await outputs(":ScfFunction");
  await call("scf", "UpdateTrigger", { FunctionName, ...TRIGGER, Enable: "CLOSE" });
  await call("scf", "UpdateFunctionCode", { FunctionName, ZipFile: webFunction('"changed"') });
  await untilActive(scene, String(FunctionName));
}

/** Two versions of an object and half an upload, as a task that was stopped in its midst leaves them. */
async function fill({ scene }: OperatedStack): Promise<void> {
  const cos = vendorCos(scene);
  const object = { Bucket: BUCKET, Region: REGION, Key: "prod/slice.ogg" };
  await cos.putObject({ ...object, Body: "first" });
  await cos.putObject({ ...object, Body: "second" });
  await cos.multipartInit({ ...object, Key: "prod/half.ogg" });
}

async function play(
  stack: OperatedStack,
  { arrange, fault, run }: Step,
  { again = false } = {},
): Promise<Outcome> {
  if (!again) await arrange?.(stack);
  await stack.scene.control.clearFaults();
  if (fault !== undefined) await stack.scene.control.fault(fault);
  return stack.run(run);
}

/** Fails unless the step went as it was to go. */
function assertStep({ what, fails }: Step, { text, failed }: Outcome): void {
  assert.equal(failed, fails !== undefined, `${what}: ${text}`);
  if (fails !== undefined) assert.match(text, fails);
}

const allowed = proof("an operator's key does all that a stack needs, and needs all that it may do", () =>
  onOperatedStack(
    async (stack) => {
      for (const step of LIFE) assertStep(step, await play(stack, step));
      // a role is handed on with the call that makes the function
      const permissions = permissionsOf(WHOLE).filter((permission) => permission !== "cam:PassRole");
      assertSame(stack.called(), permissions.map(callOf).sort());
      const users = await stack.scene.control.users();
      assertSame([users.map(({ name }) => name), await stack.scene.live()], [[OPERATOR], []]);
      return `${LIFE.length} runs of the CLI, ${permissions.length} different calls, and no more allowed`;
    },
    { document: operatorPolicy(WHOLE), stage: FIRST_OF_ALL },
  ),
);

/** What the refusals in a text say is to be granted. */
function refused(text: string): string[] {
  const found = text.matchAll(/may not do this: grant ([a-z]+:\w+) on (?:resource|bucket) \S+ in CAM/g);
  return [...new Set([...found].flatMap(([, action]) => action ?? []))];
}

/** In the order in which a stack needs them: each refusal is the only one. */
const PICKED: readonly { missing: string; callback: object | false; says: RegExp }[] = [
  {
    missing: "cos:PutBucketEncryption",
    callback: false,
    says: sentence("putBucketEncryption: AccessDenied", `bucket ${BUCKET}`),
  },
  {
    missing: "cam:CreateAccessKey",
    callback: false,
    says: sentence(
      "CreateAccessKey: AuthFailure.UnauthorizedOperation",
      "resource qcs::cam::uin/\\d+:uin/\\d+",
    ),
  },
  {
    missing: "trtc:CreateCloudSliceTask",
    callback: false,
    says: sentence("CreateCloudSliceTask: AuthFailure.UnauthorizedOperation", "resource \\*"),
  },
  {
    missing: "cam:PassRole",
    callback: {},
    says: sentence(
      "CreateFunction: AuthFailure.UnauthorizedOperation",
      "resource qcs::cam::uin/\\d+:roleName/proof-dev-callbacks-events-\\w+",
    ),
  },
];

/** What is said of a call that was refused. @param on - what the permission is needed on, as a pattern */
function sentence(what: string, on: string): RegExp {
  const key = "the key from the environment \\(TENCENTCLOUD_SECRET_ID\\) may not do this";
  return new RegExp(`${what} \\(.*\\): ${key}: grant \\w+:\\w+ on ${on} in CAM`);
}

const named = proof("a permission that is missing is named, with what it is needed on", () =>
  onOperatedStack(
    async (stack) => {
      for (const { missing, callback, says } of PICKED) {
        stack.stage({ callback });
        await stack.allow(documentOf(PIPELINE, (action) => action !== missing));
        const { text, failed } = await stack.run(UP);
        assert.ok(failed, `without ${missing} up went through`);
        assertSame(refused(text), [missing]);
        assert.match(text, says);
        assert.doesNotMatch(text, /\n\s+at /);
      }
      await stack.allow(operatorPolicy(PIPELINE));
      assertStep({ what: "all granted", run: UP }, await stack.run(UP));
      assert.equal((await stack.scene.live()).length, 2);
      return PICKED.map(({ missing }) => missing).join(", ");
    },
    { document: operatorPolicy(PIPELINE), stage: FIRST },
  ),
);

const TASKS_ONLY = { storage: "none", callback: false } as const;

const otherApplication = proof("robots are removed from rooms of the operator's own applications only", () =>
  onOperatedStack(
    async (stack) => {
      const lost = {
        what: "a task whose answers are lost",
        fault: { action: "CreateCloudSliceTask", kind: "error", code: "FailedOperation", times: 3 },
        run: UP,
      } as const;
      assertStep({ ...lost, fails: FOREIGN }, await play(stack, lost));
      await stack.allow(operatorPolicy({ sdkAppIds: [SDK_APP_ID], ...TASKS_ONLY }));
      assertStep({ ...lost, fails: /was removed, so no task of it runs/ }, await play(stack, lost));
      for (const run of [UP, CLEAN, DESTROY]) assertStep({ what: run.join(" "), run }, await stack.run(run));
      assertSame(await stack.scene.live(), []);
      return "refused for another application, removed for its own";
    },
    {
      document: operatorPolicy({ sdkAppIds: [SDK_APP_ID + 1], ...TASKS_ONLY }),
      program: TASKS_PROGRAM,
      stage: { tasks: { lobby: LOBBY } },
    },
  ),
);

const FOREIGN =
  /could not be removed, so a task of it may run \(RemoveUserByStrRoomId: .*: grant trtc:RemoveUserByStrRoomId on resource qcs::trtc::uin\/100000000001:sdkappid\/1400000001 in CAM/;

const RECORDINGS = { ...TASKS_ONLY, jobs: ["recording"] } satisfies Partial<OperatorPolicyArgs>;

const otherRecordings = furtherProof("rooms of the operator's own applications only are recorded", () =>
  onOperatedStack(
    async (stack) => {
      const { text, failed } = await stack.run(UP);
      assert.ok(failed, text);
      assert.match(text, FOREIGN_RECORDING);
      assertSame(refused(text), ["trtc:CreateCloudRecording"]);
      await stack.allow(operatorPolicy({ sdkAppIds: [SDK_APP_ID], ...RECORDINGS }));
      for (const run of [UP, CLEAN, DESTROY]) assertStep({ what: run.join(" "), run }, await stack.run(run));
      assertSame(await stack.scene.live(), []);
      return "refused for another application, recorded for its own";
    },
    {
      document: operatorPolicy({ sdkAppIds: [SDK_APP_ID + 1], ...RECORDINGS }),
      program: TASKS_PROGRAM,
      stage: { tasks: { recorder: recorded() } },
    },
  ),
);

const FOREIGN_RECORDING = sentence(
  "CreateCloudRecording: AuthFailure.UnauthorizedOperation",
  "resource qcs::trtc::uin/100000000001:sdkappid/1400000001",
);

const everyOne = furtherProof("permissions granted one by one, as refusals name them, are the document", () =>
  onOperatedStack(
    async (stack) => {
      const granted = new Set<string>();
      let runs = 0;
      for (const step of LIFE) runs += await untilGranted(stack, step, granted);
      assertSame([...granted].sort(), permissionsOf(WHOLE).sort());
      return `${granted.size} permissions, each named by a refusal, in ${runs} runs of the CLI`;
    },
    { document: documentOf(WHOLE, () => false), stage: FIRST_OF_ALL },
  ),
);

/** Runs a step until nothing is refused any more, granting what the refusals name; answers how many runs it took. */
async function untilGranted(stack: OperatedStack, step: Step, granted: Set<string>): Promise<number> {
  // more refusals a run
  const run = step.run === CLEAN ? CLEAN : [...step.run, "--continue-on-error"];
  for (let runs = 1; ; runs++) {
    const outcome = await play(stack, { ...step, run }, { again: runs > 1 });
    const missing = refused(outcome.text);
    if (missing.length === 0) {
      assertStep(step, outcome);
      return runs;
    }
    for (const permission of missing) {
      assert.ok(!granted.has(permission), `${permission} is granted, and refused: ${outcome.text}`);
      granted.add(permission);
    }
    await stack.allow(documentOf(WHOLE, (permission) => granted.has(permission)));
  }
}

export const operatorProofs: readonly Proof[] = [allowed, named, otherApplication, otherRecordings, everyOne];
