import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import type { TaskView } from "trtc-emulator";
import { freePort } from "../aws/free-port";
import { runCommand } from "../e2e/command";
import type { Ended } from "../e2e/command";
import { BUCKET, SDK_APP_ID, SECRETS } from "../e2e/scene";
import type { Scene } from "../e2e/scene";
import {
  AWS_BUCKET,
  AWS_ENDPOINT,
  AWS_PIPELINE,
  AWS_WRITER,
  KEY_VERSIONS,
  PIPELINE_TASK,
  TASK,
  TENCENT_BUCKET,
  TENCENT_ENDPOINT,
  TENCENT_PIPELINE,
  TENCENT_WRITER,
} from "./made-resources";
import {
  created,
  inTencent,
  NOTHING_IN_AWS,
  NOTHING_IN_TENCENT,
  onAws,
  onTrial,
  steps,
  tencentClients,
} from "./trial";
import type { Trial } from "./trial";

const EXAMPLES = resolve(__dirname, "../../examples");
/** Generous: a trial runs the engine several times, and no test fails for being slow. */
const TIMEOUT_MS = 20 * 60_000;
/** Two audio slices of 15 s and six pictures, one each 5 s. */
const SLICING_SECONDS = 31;
const SLICES = 8;
/** A storage that holds events alone. */
const EVENT_STORAGE = [...TENCENT_WRITER, TENCENT_BUCKET].map((made) => made.replace(/ slices/, " events"));
/** The emulator's account. */
const APP_ID = 1250000000;
/** What a failed operation of the CLI ends with. */
const FAILED = 1;

/** Examples that a test below tries. */
const tried = new Set<string>();

/** A test of an example. They run beside each other, three at a time. */
function tries(example: string, does: string, play: () => Promise<void>): void {
  tried.add(example);
  test.concurrent(`${example} ${does}`, play, TIMEOUT_MS);
}

/** A teacher is seen and heard for a while. */
async function teach({ control }: Scene): Promise<void> {
  const room = { sdkAppId: SDK_APP_ID, type: "string", roomId: "lobby" } as const;
  await control.joinRoom({ ...room, userId: "teacher" });
  await control.advance(SLICING_SECONDS);
}

/** The one task that runs. */
async function running({ control }: Scene): Promise<TaskView> {
  const [task, ...more] = (await control.tasks()).filter((each) => each.running);
  if (task === undefined || more.length > 0) throw new Error(`${more.length + (task ? 1 : 0)} tasks run`);
  return task;
}

/** What the storage took of the task that runs, and what it refused. */
async function uploads(scene: Scene): Promise<Pick<TaskView, "uploaded" | "refused">> {
  const { uploaded, refused } = await running(scene);
  return { uploaded, refused };
}

tries(
  "s3-storage",
  "makes a bucket that its task writes to, and destroy leaves nothing once it may empty the bucket",
  async () => {
    await onAws(async (aws) => {
      const { s3 } = aws;
      const play = async ({ scene, configure, preview, up, destroy, output }: Trial) => {
        const kmsKeyArn = "arn:aws:kms:ap-southeast-1:000000000000:key/11112222-3333-4444-5555-666677778888";
        await configure({ sdkAppId: SDK_APP_ID, expireAfterDays: 7, kmsKeyArn, onDestroy: "empty" });
        const stack = "pulumi:pulumi:Stack pulumi-trtc-s3-storage-dev";
        expect(steps(await preview())).toEqual(created(stack, TASK, ...AWS_WRITER, ...AWS_BUCKET));
        await up();
        expect(steps(await preview())).toEqual([]);

        const Bucket = await output("bucket");
        expect(await aws.left()).toMatchObject({ buckets: [Bucket] });
        const { Rules = [] } = await s3.getBucketLifecycleConfiguration({ Bucket });
        expect(Rules.map(({ ID, Filter, Expiration }) => [ID, Filter?.Prefix, Expiration?.Days])).toEqual([
          ["abort-unfinished-uploads", undefined, undefined],
          ["expire-slices", "dev/lobby/", 7],
        ]);
        const { ServerSideEncryptionConfiguration } = await s3.getBucketEncryption({ Bucket });
        expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject([
          { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: kmsKeyArn } },
        ]);
        await teach(scene);
        expect(await uploads(scene)).toEqual({ uploaded: SLICES, refused: 0 });
        const { KeyCount } = await s3.listObjectsV2({ Bucket, Prefix: await output("objectKeyPrefix") });
        expect(KeyCount).toBe(SLICES);

        await destroy();
        expect(await aws.left()).toEqual(NOTHING_IN_AWS);
        expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
      };
      await onTrial("s3-storage", play, { aws });
    });
  },
);

tries(
  "cos-storage",
  "makes a bucket that its task writes to, and destroy refuses to delete slices until it is told to",
  async () => {
    await onTrial("cos-storage", async ({ scene, configure, preview, up, destroy, output }) => {
      await configure({ sdkAppId: SDK_APP_ID });
      const stack = "pulumi:pulumi:Stack pulumi-trtc-cos-storage-dev";
      const first = await preview();
      expect(steps(first)).toEqual(created(stack, TASK, TENCENT_BUCKET, ...TENCENT_WRITER));
      await up();
      expect(steps(await preview())).toEqual([]);

      const bucket = await output("bucket");
      // what will be made is readable before it is
      expect(first).toContain(`uid/${APP_ID}:${bucket}/dev/lobby/*`);
      await teach(scene);
      expect(await uploads(scene)).toEqual({ uploaded: SLICES, refused: 0 });
      const prefix = await output("objectKeyPrefix");
      const objects = await scene.control.objects(bucket);
      expect(objects.filter(({ key }) => key.startsWith(prefix))).toHaveLength(SLICES);

      expect(await destroy({ exitCode: FAILED })).toContain(
        `bucket ${bucket} still holds objects and is left as it is: set onDestroy to "empty" to delete them or to "retain" ` +
          "to keep them, run pulumi up, and destroy again",
      );
      expect(await scene.control.objects(bucket)).toHaveLength(objects.length);
      await configure({ onDestroy: "empty" });
      await up();
      await destroy();
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    });
  },
);

const ADOPTED_STACK = "pulumi:pulumi:Stack pulumi-trtc-existing-bucket-dev";

tries(
  "existing-bucket",
  "writes to a bucket of S3 that is there, and destroy leaves it as it was",
  async () => {
    await onAws(async (aws) => {
      const { s3 } = aws;
      const Bucket = "media-archive";
      const play = async ({ scene, configure, preview, up, destroy, output }: Trial) => {
        await configure({ sdkAppId: SDK_APP_ID, cloud: "s3", bucket: Bucket });
        expect(await preview({ exitCode: FAILED })).toContain(
          'bucket is "media-archive", allowed is a bucket that exists',
        );
        await s3.createBucket({ Bucket });
        await s3.putObject({ Bucket, Key: "older.txt", Body: "kept" });
        expect(steps(await preview())).toEqual(created(ADOPTED_STACK, TASK, ...AWS_WRITER));
        await up();
        expect(steps(await preview())).toEqual([]);

        await teach(scene);
        expect(await uploads(scene)).toEqual({ uploaded: SLICES, refused: 0 });
        const { KeyCount } = await s3.listObjectsV2({ Bucket, Prefix: await output("objectKeyPrefix") });
        expect(KeyCount).toBe(SLICES);

        await destroy();
        expect(await aws.left()).toEqual({ ...NOTHING_IN_AWS, buckets: [Bucket] });
        expect((await s3.listObjectsV2({ Bucket })).KeyCount).toBe(1 + SLICES);
        expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
      };
      await onTrial("existing-bucket", play, { aws });
    });
  },
);

tries(
  "existing-bucket",
  "writes to a bucket of COS that is there, and destroy leaves it as it was",
  async () => {
    const play = async ({ scene, configure, preview, up, destroy }: Trial) => {
      const { name: bucket, region: bucketRegion } = BUCKET;
      await configure({ sdkAppId: SDK_APP_ID, cloud: "cos", bucket, bucketRegion });
      expect(steps(await preview())).toEqual(created(ADOPTED_STACK, TASK, ...TENCENT_WRITER));
      await up();
      expect(steps(await preview())).toEqual([]);

      await teach(scene);
      expect(await uploads(scene)).toEqual({ uploaded: SLICES, refused: 0 });

      await destroy();
      expect(await inTencent(scene)).toEqual({ ...NOTHING_IN_TENCENT, buckets: [bucket] });
      expect(await scene.control.objects(bucket)).toHaveLength(SLICES);
    };
    await onTrial("existing-bucket", play, { buckets: [BUCKET] });
  },
);

tries(
  "existing-bucket",
  "hands the keys of a bucket of OSS to the task, and shows them nowhere",
  async () => {
    await onTrial("existing-bucket", async ({ scene, project, configure, preview, up, destroy }) => {
      const region = "oss-ap-southeast-1";
      await configure({ sdkAppId: SDK_APP_ID, cloud: "oss", bucket: "media-archive", bucketRegion: region });
      const keys = [`ossAccessKey=${SECRETS.storageId}`, `ossSecretKey=${SECRETS.storageKey}`];
      await project.pulumi(["config", "set-all", ...keys.flatMap((pair) => ["--secret", pair])]);
      const diff = await project.pulumi(["preview", "--diff"]);
      expect(diff).toMatch(/accessKey +: \[secret\]\n.*bucket +: "media-archive"/);
      expect(diff).not.toContain(SECRETS.storageId);
      expect(diff).not.toContain(SECRETS.storageKey);
      await up();
      expect(steps(await preview())).toEqual([]);
      expect((await running(scene)).storage).toEqual({
        vendor: "oss",
        region,
        bucket: "media-archive",
        fileNamePrefix: ["dev", "lobby"],
      });
      await destroy();
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    });
  },
);

tries(
  "key-rotation",
  "goes from one key to the next in two steps, without a gap, and refuses to do it in one",
  async () => {
    await onTrial("key-rotation", async ({ scene, configure, preview, up, destroy, output, writes }) => {
      const keys = async () => (await scene.control.users()).flatMap((user) => user.accessKeys);
      await configure({ sdkAppId: SDK_APP_ID });
      const stack = "pulumi:pulumi:Stack pulumi-trtc-key-rotation-dev";
      expect(steps(await preview())).toEqual(created(stack, TASK, TENCENT_BUCKET, ...TENCENT_WRITER));
      await up();
      expect(steps(await preview())).toEqual([]);
      const old = await running(scene);
      const [oldKey] = await keys();

      await configure({ keyVersions: "[2]" });
      expect(await preview({ exitCode: FAILED })).toContain(
        "keyVersions is [2] after [1], allowed is a list that still has 1",
      );

      await configure({ keyVersions: "[1,2]" });
      await writes();
      expect(steps(await preview())).toEqual([
        "create pulumi-nodejs:dynamic/trtc:CamAccessKey slices-key-v2",
        `create replacement [diff: ~storage,userId] ${TASK}`,
        `delete original [diff: ~storage,userId] ${TASK}`,
        `replace [diff: ~storage,userId] ${TASK}`,
        `update [diff: ~keyVersions] ${KEY_VERSIONS}`,
      ]);
      await up();
      expect(await writes()).toEqual(["CreateAccessKey", "CreateCloudSliceTask", "DeleteCloudSliceTask"]);
      const made = await running(scene);
      expect([old.userId, made.userId]).toEqual(["slicer-lobby-v1", "slicer-lobby-v2"]);
      const [, newKey, ...more] = await keys();
      expect([(await keys())[0], more]).toEqual([oldKey, []]);

      await configure({ keyVersions: "[2]" });
      await up();
      expect(await writes()).toEqual(["UpdateAccessKey", "DeleteAccessKey"]);
      expect(await keys()).toEqual([newKey]);
      expect((await running(scene)).taskId).toBe(await output("taskId"));
      expect(steps(await preview())).toEqual([]);

      await destroy();
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    });
  },
);

const COMMAND_LINE = resolve(__dirname, "../../dist/command-line/main.js");

/** What `pulumi-trtc probe` says of an address, every time as 1 ms and columns as wide as that makes them. */
async function probe(url: string, key: string): Promise<Ended> {
  const { exitCode, text } = await runCommand(
    [process.execPath, COMMAND_LINE, "probe", url, "--sdk-app-id", String(SDK_APP_ID)],
    { folder: EXAMPLES, environment: { TRTC_CALLBACK_KEY: key } },
  );
  return { exitCode, text: text.replace(/\d+ ms/g, "1 ms").replace(/([ -])\1+/g, "$1$1") };
}

const ALL_RIGHT: Ended = {
  exitCode: 0,
  text: [
    "event  expected  answered  right",
    "--  --  --  --",
    'signed  200 {"code":0} in 5 s, 2000 bytes  200 in 1 ms  yes',
    "wrongly signed  401  401 in 1 ms  yes",
    "unsigned  401  401 in 1 ms  yes",
    "",
    "A CallbackEndpoint keeps the signed event in its event log, as one of task pulumi-trtc-probe.\n",
  ].join("\n"),
};

/** Longer than a function goes on with keys of which none fits. */
const KEYS_AGE_MS = 15_000;

/** Probes until the endpoint has read its keys again. */
async function probeLater(url: string, key: string): Promise<Ended> {
  const until = Date.now() + KEYS_AGE_MS;
  for (;;) {
    const ended = await probe(url, key);
    if (ended.exitCode === 0 || Date.now() > until) return ended;
    await setTimeout(500);
  }
}

/** An event of a probe in the event log: day, task, time, group and type, hash. */
const PROBED =
  /^trtc-events\/1400000001\/\d{4}\/\d\d\/\d\d\/pulumi-trtc-probe\/\d{8}T\d{9}Z-10-1001-[0-9a-f]{32}\.json$/;

interface EndpointPlace {
  /** The same address as this machine finds it. */
  loopback(url: string): string;
  /** Keys of the objects in a bucket. */
  objectKeys(bucket: string): Promise<string[]>;
}

/** What both examples export. */
interface EndpointOutputs {
  bucket: string;
  url: string;
  callbackKey: string;
  consoleSteps: string[];
}

/** Does to an endpoint what the README of its example says. */
async function tryEndpoint(
  { configure, up, outputs }: Trial,
  { loopback, objectKeys }: EndpointPlace,
): Promise<void> {
  const { bucket, url, callbackKey: key, consoleSteps } = await outputs<EndpointOutputs>();
  const address = loopback(url);
  expect(key).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(consoleSteps.join("\n")).toContain(
    `Callback URL: paste ${url} into the box of each kind of event to be stored`,
  );
  expect(consoleSteps.join("\n")).not.toContain(key);
  expect(await probe(address, key)).toEqual(ALL_RIGHT);
  const [event, ...more] = await objectKeys(bucket);
  expect([event, more]).toEqual([event?.match(PROBED)?.[0], []]);

  await configure({ rotateKey: "2026-11" });
  await up();
  const next = await outputs<EndpointOutputs>();
  expect([next.url, next.callbackKey === key]).toEqual([url, false]);
  expect(await probeLater(address, next.callbackKey)).toEqual(ALL_RIGHT);
  expect(await probe(address, key)).toEqual(ALL_RIGHT);
  expect(await objectKeys(bucket)).toHaveLength(3);
}

tries(
  "aws-callback",
  "makes an endpoint that passes a probe with its key and with the next one, and destroy leaves nothing",
  async () => {
    await onAws(async (aws) => {
      const { s3 } = aws;
      const play = async (trial: Trial) => {
        const { configure, preview, up, destroy } = trial;
        await configure({ sdkAppId: SDK_APP_ID, onDestroy: "empty" });
        const stack = "pulumi:pulumi:Stack pulumi-trtc-aws-callback-dev";
        expect(steps(await preview())).toEqual(created(stack, ...AWS_WRITER, ...AWS_BUCKET, ...AWS_ENDPOINT));
        await up();
        await tryEndpoint(trial, {
          loopback: (url) => `${aws.url}/_aws/lambda-url/${firstLabel(url)}/`,
          async objectKeys(Bucket) {
            const { Contents = [] } = await s3.listObjectsV2({ Bucket });
            return Contents.flatMap(({ Key }) => Key ?? []);
          },
        });
        await destroy();
        expect(await aws.left()).toEqual(NOTHING_IN_AWS);
      };
      await onTrial("aws-callback", play, { aws });
    });
  },
);

tries(
  "tencent-callback",
  "makes an endpoint that passes a probe with its key and with the next one, and destroy leaves nothing",
  async () => {
    await onTrial("tencent-callback", async (trial) => {
      const { scene, configure, preview, up, destroy, writes } = trial;
      await configure({ sdkAppId: SDK_APP_ID, onDestroy: "empty" });
      const stack = "pulumi:pulumi:Stack pulumi-trtc-tencent-callback-dev";
      expect(steps(await preview())).toEqual(
        created(stack, ...TENCENT_WRITER, TENCENT_BUCKET, ...TENCENT_ENDPOINT),
      );
      await up();
      await tryEndpoint(trial, {
        loopback: (url) => `${scene.emulator.url}/_functions/${firstLabel(url)}/`,
        objectKeys: async (bucket) => (await scene.control.objects(bucket)).map(({ key }) => key),
      });
      await writes();
      await destroy();
      expect(await writes()).toContain("DeleteRole");
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    });
  },
);

/** The part of a function URL that tells it from others. */
function firstLabel(url: string): string {
  return new URL(url).hostname.replace(/\..*/, "");
}

const RECEIVERS = ["express.ts", "node-http.ts"] as const;

/** Starts a receiver of verify-callback. */
function startReceiver(file: (typeof RECEIVERS)[number], environment: Record<string, string | undefined>) {
  const child = spawn("tsx", [file], {
    cwd: resolve(EXAMPLES, "verify-callback"),
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      TRTC_CALLBACK_KEY: undefined,
      TRTC_SDK_APP_ID: String(SDK_APP_ID),
      ...environment,
    },
  });
  const ended = (async () => {
    const [said, complained] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    return { said, complained, exitCode: child.exitCode };
  })();
  return { child, ended };
}

/** How long a receiver may take to listen. */
const LISTEN_MS = 30_000;

async function probeWhenUp(url: string, key: string): Promise<Ended> {
  const until = Date.now() + LISTEN_MS;
  for (;;) {
    const ended = await probe(url, key);
    if (!ended.text.includes("ECONNREFUSED") || Date.now() > until) return ended;
    await setTimeout(100);
  }
}

for (const file of RECEIVERS) {
  tries(
    "verify-callback",
    `takes with ${file} what is signed, says it in words, and refuses the rest`,
    async () => {
      const port = await freePort();
      const key = "plantedCallbackKey1";
      const { child, ended } = startReceiver(file, { PORT: String(port), TRTC_CALLBACK_KEY: key });
      try {
        expect(await probeWhenUp(`http://127.0.0.1:${port}/trtc`, key)).toEqual(ALL_RIGHT);
      } finally {
        child.kill();
      }
      const { said } = await ended;
      expect(said).toMatch(/^\S+Z application 1400000001, task pulumi-trtc-probe: slicing \w+\n$/);
    },
  );

  tries("verify-callback", `does not start ${file} without a key`, async () => {
    const { ended } = startReceiver(file, { PORT: String(await freePort()) });
    const { said, complained, exitCode } = await ended;
    expect([said, exitCode]).toEqual(["", 1]);
    expect(complained).toContain(
      "keys[0] must be 1 to 32 of A-Z, a-z, 0-9, got a text of 0 characters: give the key that the console has",
    );
  });
}

/** What both examples of a pipeline, and the environments, export. */
interface PipelineOutputs {
  bucket: string;
  callbackUrl: string;
  callbackKey: string;
  consoleSteps: string[];
  taskIds: Record<string, string>;
  objectKeyPrefixes: Record<string, string>;
}

/** Writes a file of the example's copy anew. */
function rewrite({ project }: Trial, file: string, change: (text: string) => string): void {
  const path = join(project.folder, file);
  const before = readFileSync(path, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`nothing changed in ${file}`);
  writeFileSync(path, after);
}

interface PipelineCloud {
  /** Keys of the objects in a bucket. */
  objectKeys(bucket: string): Promise<string[]>;
  /** Changes a setting of the bucket and one of the function, which is the only one, and answers with the calls that set both right. */
  disturb(bucket: string): Promise<string[]>;
  /** The types of events that are heard of when one task has begun, and one has written its slices and is stopped. */
  events: string[];
}

/** A room and a list are changed, a task and two settings are lost and repaired, in a pipeline that is up and has lobby and exam. */
async function tryPipeline(trial: Trial, { objectKeys, disturb, events }: PipelineCloud): Promise<void> {
  const { scene, project, up, outputs, writes, expectNoChanges } = trial;
  const { bucket, callbackUrl, callbackKey, consoleSteps, taskIds, objectKeyPrefixes } =
    await outputs<PipelineOutputs>();
  expect((await scene.live()).sort()).toEqual(Object.values(taskIds).sort());
  expect(consoleSteps.join("\n")).toContain(`paste ${callbackUrl} into the box of each kind of event`);
  await scene.control.app(SDK_APP_ID, { callbackUrl, callbackKey });
  await teach(scene);
  const keys = await objectKeys(bucket);
  expect(keys.filter((key) => key.startsWith(objectKeyPrefixes["lobby"] ?? "none"))).toHaveLength(SLICES);

  rewrite(trial, "index.ts", (program) =>
    program.replace(/(?=^ *exam:)/m, 'chemistry: { roomId: "chemistry" },\n'),
  );
  await writes();
  await up();
  expect(await writes()).toEqual(["CreateCloudSliceTask"]);
  const { taskIds: three } = await outputs<PipelineOutputs>();
  expect(three).toEqual({ ...taskIds, chemistry: expect.any(String) as string });

  // as its README says
  await project.pulumi(["config", "set", "--path", "subscribe.subscribeVideoUserIds[0]", "teacher"]);
  await up();
  expect(await writes()).toEqual(["ModifyCloudSliceTask"]);
  expect((await outputs<PipelineOutputs>()).taskIds).toEqual(three);

  const lost = three["lobby"] ?? "none";
  await scene.control.stopTask(lost);
  const heard = (await objectKeys(bucket)).flatMap((key) => PIPELINE_EVENT.exec(key)?.[1] ?? []);
  expect([...new Set(heard)].sort()).toEqual(events);
  const repairs = await disturb(bucket);
  await writes();
  await up({ refresh: true });
  expect((await writes()).sort()).toEqual(["CreateCloudSliceTask", ...repairs].sort());
  const { taskIds: repaired } = await outputs<PipelineOutputs>();
  expect(repaired).toEqual({ ...three, lobby: expect.not.stringMatching(lost) as string });
  expect((await scene.live()).sort()).toEqual(Object.values(repaired).sort());
  await expectNoChanges();
  expect(await writes()).toEqual([]);
}

/** The type in the key of an event about slicing. */
const PIPELINE_EVENT = /^trtc-events\/.*-10-(\d{4})-[0-9a-f]{32}\.json$/;

tries(
  "quickstart",
  "makes a pipeline on Tencent Cloud in which one change is one call and what is lost comes back, and destroy leaves nothing",
  async () => {
    await onTrial("quickstart", async (trial) => {
      const { scene, configure, preview, up, destroy } = trial;
      await configure({ sdkAppId: SDK_APP_ID, onDestroy: "empty" });
      const stack = "pulumi:pulumi:Stack pulumi-trtc-quickstart-dev";
      expect(steps(await preview())).toEqual(
        created(stack, `${PIPELINE_TASK}-lobby`, `${PIPELINE_TASK}-exam`, ...TENCENT_PIPELINE),
      );
      await up();
      const { cos, api } = tencentClients(scene);
      await tryPipeline(trial, {
        objectKeys: async (bucket) => (await scene.control.objects(bucket)).map(({ key }) => key),
        async disturb(Bucket) {
          await cos.putBucketAcl({ Bucket, Region: "ap-singapore", ACL: "public-read" });
          const [{ functionName: FunctionName } = { functionName: "" }] = await scene.control.functions();
          await api("scf").request("UpdateFunctionConfiguration", { FunctionName, Timeout: 60 });
          return ["cos:PutBucketACL", "UpdateFunctionConfiguration"];
        },
        events: ["1001", "1002", "1003", "1004"],
      });
      await destroy();
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    });
  },
);

tries(
  "aws-pipeline",
  "makes a pipeline on AWS in which one change is one call and what is lost comes back, and destroy leaves nothing",
  async () => {
    await onAws(async (aws) => {
      const play = async (trial: Trial) => {
        const { scene, configure, preview, up, destroy } = trial;
        await configure({ sdkAppId: SDK_APP_ID, onDestroy: "empty" });
        const stack = "pulumi:pulumi:Stack pulumi-trtc-aws-pipeline-dev";
        expect(steps(await preview())).toEqual(
          created(stack, `${PIPELINE_TASK}-lobby`, `${PIPELINE_TASK}-exam`, ...AWS_PIPELINE),
        );
        await up();
        await tryPipeline(trial, {
          async objectKeys(Bucket) {
            const { Contents = [] } = await aws.s3.listObjectsV2({ Bucket });
            return Contents.flatMap(({ Key }) => Key ?? []);
          },
          async disturb(Bucket) {
            await aws.s3.deletePublicAccessBlock({ Bucket });
            const { Functions: [{ FunctionName = "" } = {}] = [] } = await aws.lambda.listFunctions({});
            await aws.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 60 });
            return [
              `PUT /${Bucket}/?publicAccessBlock=`,
              `PUT /2015-03-31/functions/${FunctionName}/configuration`,
              `DELETE /2017-10-31/functions/${FunctionName}/concurrency`,
            ];
          },
          // with S3 no more than beginning and end
          events: ["1001", "1002"],
        });
        await destroy();
        expect(await aws.left()).toEqual(NOTHING_IN_AWS);
        expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
      };
      await onTrial("aws-pipeline", play, { aws });
    });
  },
);

const ENVIRONMENTS = { dev: 1400000001, staging: 1400000002, prod: 1400000003 };
const SETTINGS = Object.keys(ENVIRONMENTS);
/** Each application has a key of its own. */
const APPS = Object.values(ENVIRONMENTS).map((sdkAppId, index) => ({
  sdkAppId,
  sdkSecretKey: SECRETS.sdkSecretKey.replace(/^./, String(index)),
}));

/** The pack as the CLI takes it that the set-up may have built, whose language host runs no packs. */
const POLICIES = [
  "--policy-pack",
  resolve(EXAMPLES, "../policy-pack/pulumi-analyzer-pulumi-trtc"),
  "--policy-pack-config",
  "policy.json",
];

/** Encrypts the key of a stack's application, as the README says. */
async function setSecret({ project }: Trial, stack: keyof typeof ENVIRONMENTS): Promise<void> {
  const { sdkSecretKey = "" } = APPS.find(({ sdkAppId }) => sdkAppId === ENVIRONMENTS[stack]) ?? {};
  await project.pulumi(["config", "set", "--secret", "--stack", stack, "trtc:sdkSecretKey", sdkSecretKey]);
}

/** What an operation complains of, a line each. */
function complaints(output: string): string[] {
  const [, diagnostics = ""] = output.split("\nDiagnostics:\n");
  const [lines = ""] = diagnostics.split("\n\n");
  return lines
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

/** The applications whose rooms are sliced, one for each task. */
async function slicedApplications({ scene }: Trial): Promise<number[]> {
  const tasks = (await scene.control.tasks()).filter(({ running: runs }) => runs);
  return tasks.map(({ sdkAppId }) => sdkAppId).sort();
}

tries(
  "environments",
  "keeps dev and staging apart, each with its own application, rooms and bucket, and asks for what a stack is not told",
  async () => {
    const play = async (trial: Trial) => {
      const { scene, preview, up, destroy, init, outputs, writes, expectNoChanges } = trial;
      expect(complaints(await preview({ exitCode: FAILED }))).toEqual([
        "error: Missing required configuration variable 'trtc:sdkSecretKey'",
        "please set a value using the command `pulumi config set --secret trtc:sdkSecretKey <value>`",
      ]);
      const qa = await init("qa");
      expect(complaints(await qa.preview({ exitCode: FAILED }))).toEqual([
        "error: Missing required configuration variable 'pulumi-trtc-environments:sdkAppId'",
        "please set a value using the command `pulumi config set pulumi-trtc-environments:sdkAppId <value>`",
      ]);
      await setSecret(trial, "dev");
      const stack = "pulumi:pulumi:Stack pulumi-trtc-environments-dev";
      expect(steps(await preview())).toEqual(created(stack, `${PIPELINE_TASK}-lobby`, ...TENCENT_PIPELINE));
      await up();
      const staging = await init("staging");
      await setSecret(trial, "staging");
      await staging.up();
      expect(await slicedApplications(trial)).toEqual([1400000001, 1400000002, 1400000002]);
      const [ofDev, ofStaging] = [await outputs<PipelineOutputs>(), await staging.outputs<PipelineOutputs>()];
      expect(ofDev.bucket).not.toBe(ofStaging.bucket);
      expect(ofDev.callbackUrl).not.toBe(ofStaging.callbackUrl);

      rewrite(trial, "rooms/dev.yaml", (rooms) => `${rooms}  quiet:\n    roomId: quiet\n`);
      await writes();
      await up();
      expect(await writes()).toEqual(["CreateCloudSliceTask"]);
      rewrite(trial, "rooms/dev.yaml", (rooms) =>
        rooms.replace(
          "      maxIdleTime: 3600\n",
          "$&      subscribeStreamUserIds: { subscribeVideoUserIds: [teacher] }\n",
        ),
      );
      await up();
      expect(await writes()).toEqual(["ModifyCloudSliceTask"]);
      const { cos } = tencentClients(scene);
      await scene.control.stopTask(ofDev.taskIds["lobby"] ?? "none");
      await cos.deleteBucketLifecycle({ Bucket: ofDev.bucket, Region: "ap-singapore" });
      await writes();
      await up({ refresh: true });
      expect((await writes()).sort()).toEqual(["CreateCloudSliceTask", "cos:PutBucketLifecycle"]);
      await expectNoChanges();
      await staging.expectNoChanges();

      await destroy();
      expect(await slicedApplications(trial)).toEqual([1400000002, 1400000002]);
      await staging.destroy();
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    };
    await onTrial("environments", play, { settings: SETTINGS, apps: APPS });
  },
);

tries(
  "environments",
  "protects prod, where rooms, lists, lost tasks and keys still change, and refuses to destroy it before anything is deleted",
  async () => {
    const play = async (trial: Trial) => {
      const { scene, project, init, writes } = trial;
      const { configure, up, destroy, expectNoChanges, outputs } = await init("prod");
      await setSecret(trial, "prod");
      const tasks = ["lobby", "algebra", "exam"].map((room) => `${PIPELINE_TASK}-${room}`);
      const stack = "pulumi:pulumi:Stack pulumi-trtc-environments-prod";
      const previewed = (options?: { exitCode: number }) =>
        project.pulumi(["preview", "--stack", "prod", ...POLICIES], options);
      await configure({ sdkAppId: ENVIRONMENTS.dev });
      expect(await previewed({ exitCode: FAILED })).toContain(
        "application 1400000001 is not one of stack prod, allowed are 1400000003: use one of these, or list it for prod alone",
      );
      await configure({ sdkAppId: ENVIRONMENTS.prod });
      expect(steps(await previewed())).toEqual(created(stack, ...tasks, ...TENCENT_PIPELINE));
      await up();
      const { taskIds } = await outputs<PipelineOutputs>();

      rewrite(trial, "rooms/prod.yaml", (rooms) =>
        rooms
          .replace("[proctor]", "[proctor, teacher]")
          .replace("  algebra:\n    roomId: algebra\n", "  chemistry:\n    roomId: chemistry\n"),
      );
      await scene.control.stopTask(taskIds["lobby"] ?? "none");
      await writes();
      await up({ refresh: true });
      expect((await writes()).sort()).toEqual([
        "CreateCloudSliceTask",
        "CreateCloudSliceTask",
        "DeleteCloudSliceTask",
        "ModifyCloudSliceTask",
      ]);
      await configure({ keyVersions: "[1,2]" });
      await up();
      await configure({ keyVersions: "[2]" });
      await writes();
      await up();
      expect(await writes()).toEqual(["UpdateAccessKey", "DeleteAccessKey"]);
      await expectNoChanges();

      const before = await inTencent(scene);
      expect(before.tasks).toHaveLength(3);
      const refused = await project.pulumi(["destroy", "--yes", "--stack", "prod"], { exitCode: FAILED });
      expect(refused).toContain("because it is protected");
      expect(await writes()).toEqual([]);
      expect(await inTencent(scene)).toEqual(before);

      await configure({ protect: "false", onDestroy: "empty" });
      await up();
      await destroy();
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    };
    await onTrial("environments", play, { settings: SETTINGS, apps: APPS });
  },
);

tries("moderate-room", "tells and keeps what is blocked, and destroy leaves nothing", async () => {
  await onTrial(
    "moderate-room",
    async ({ scene, configure, preview, up, expectNoChanges, destroy, outputs }) => {
      await configure({ sdkAppId: SDK_APP_ID, onDestroy: "empty" });
      const stack = "pulumi:pulumi:Stack pulumi-trtc-moderate-room-dev";
      const task = "pulumi-nodejs:dynamic/trtc:CloudModerationTask lobby";
      expect(steps(await preview())).toEqual(
        created(stack, task, TENCENT_BUCKET, ...TENCENT_WRITER, ...TENCENT_ENDPOINT),
      );
      await up();
      const out = await outputs<Record<"url" | "callbackKey" | "bucket" | "objectKeyPrefix", string>>();
      await scene.control.app(SDK_APP_ID, {
        callbackUrl: out.url,
        callbackKey: out.callbackKey,
        callbackKinds: ["moderation"],
      });
      const { taskId } = await running(scene);
      await scene.control.behave(taskId, {
        verdict: { suggest: "block", label: "Abuse", mediaType: "audio" },
      });
      await teach(scene);
      expect(await running(scene)).toMatchObject({
        judged: { pieces: 8, hits: 2 },
        uploaded: 2,
        refused: 0,
      });
      const keys = (await scene.control.objects(out.bucket)).map(({ key }) => key);
      expect(keys.filter((key) => key.startsWith(out.objectKeyPrefix))).toHaveLength(2);
      expect(keys.filter((key) => key.includes("-11-1104-"))).toHaveLength(2);
      await expectNoChanges();
      await destroy();
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    },
  );
});

tries(
  "record-room",
  "changes its layout in place, makes MP4 with a key that may read, and destroy leaves nothing",
  async () => {
    await onTrial(
      "record-room",
      async ({ scene, configure, preview, up, destroy, output, expectNoChanges }) => {
        const { control } = scene;
        await configure({ sdkAppId: SDK_APP_ID, onDestroy: "empty" });
        const stack = "pulumi:pulumi:Stack pulumi-trtc-record-room-dev";
        const task = "pulumi-nodejs:dynamic/trtc:CloudRecordingTask lobby";
        const storage = [TENCENT_BUCKET, ...TENCENT_WRITER].map((made) =>
          made.replace(/slices/g, "recordings"),
        );
        expect(steps(await preview())).toEqual(created(stack, task, ...storage, ...TENCENT_ENDPOINT));
        await up();
        await expectNoChanges();
        const taskId = await output("taskId");
        await configure({ bigUser: "teacher" });
        await up();
        expect(await output("taskId")).toBe(taskId);
        expect(await control.tasks()).toMatchObject([
          { taskId, running: true, mixLayoutParams: { MixLayoutMode: 1, MaxResolutionUserId: "teacher" } },
        ]);
        await teach(scene);
        await control.stopTask(taskId);
        await control.advance(1);
        const [bucket, prefix] = [await output("bucket"), await output("objectKeyPrefix")];
        const keys = (await control.objects(bucket)).map(({ key }) => key);
        expect(keys.filter((key) => key.endsWith(".mp4"))).toEqual([`${prefix}${SDK_APP_ID}_bG9iYnk..mp4`]);
        await destroy();
        expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
      },
    );
  },
);

tries("relay-to-cdn", "relays the room, tells what its target does, and destroy leaves nothing", async () => {
  await onTrial(
    "relay-to-cdn",
    async ({ scene, project, configure, preview, up, destroy, outputs, expectNoChanges }) => {
      await configure({ sdkAppId: SDK_APP_ID, onDestroy: "empty" });
      await project.pulumi([
        "config",
        "set",
        "--secret",
        "pushUrl",
        "rtmp://push.example.com/live/lobby?txSecret=planted",
      ]);
      const stack = "pulumi:pulumi:Stack pulumi-trtc-relay-to-cdn-dev";
      const task = "pulumi-nodejs:dynamic/trtc:PublishCdnStreamTask lobby";
      expect(steps(await preview())).toEqual(created(stack, task, ...EVENT_STORAGE, ...TENCENT_ENDPOINT));
      await up();
      await expectNoChanges();
      const out = await outputs<Record<"bucket" | "url" | "callbackKey", string>>();
      await scene.control.app(SDK_APP_ID, {
        callbackUrl: out.url,
        callbackKey: out.callbackKey,
        callbackKinds: ["relay"],
      });
      await teach(scene);
      const told = await runCommand(
        [process.execPath, "targets.mjs", out.bucket, String(SDK_APP_ID)],
        project,
      );
      expect(told).toEqual({
        exitCode: 0,
        text: expect.stringMatching(/ rtmp:\/\/push\.example\.com\/live\/\*\*\* running /) as unknown,
      });
      await destroy();
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    },
  );
});

tries("ingest-file", "plays a file, changes it in place and is kept when it is over", async () => {
  await onTrial(
    "ingest-file",
    async ({ scene, project, configure, preview, up, destroy, outputs, output, expectNoChanges }) => {
      const { control } = scene;
      await configure({ sdkAppId: SDK_APP_ID, onDestroy: "empty" });
      const url = "https://example.com/film.mp4?token=planted";
      await project.pulumi(["config", "set", "--secret", "streamUrl", url]);
      const stack = "pulumi:pulumi:Stack pulumi-trtc-ingest-file-dev";
      const task = "pulumi-nodejs:dynamic/trtc:StreamIngestTask film";
      expect(steps(await preview())).toEqual(created(stack, task, ...EVENT_STORAGE, ...TENCENT_ENDPOINT));
      await up();
      await expectNoChanges();
      const out = await outputs<Record<"url" | "callbackKey" | "bucket" | "taskId", string>>();
      await control.app(SDK_APP_ID, {
        callbackUrl: out.url,
        callbackKey: out.callbackKey,
        callbackKinds: ["ingest"],
      });
      await configure({ volume: 40, isPause: "true" });
      await up();
      await configure({ isPause: "false" });
      await up();
      expect(await output("taskId")).toBe(out.taskId);
      expect(await running(scene)).toMatchObject({ ingest: { volume: 40, isPause: false } });
      await control.advance(2 * 3600);
      expect((await control.tasks()).map(({ running }) => running)).toEqual([false]);
      const keys = (await control.objects(out.bucket)).map(({ key }) => key);
      expect(keys.some((key) => key.includes("-7-702-"))).toBe(true);
      await destroy();
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    },
  );
});

tries("transcribe-room", "writes down what is said, and another language takes a new task", async () => {
  await onTrial(
    "transcribe-room",
    async ({ scene, configure, preview, up, destroy, outputs, output, expectNoChanges }) => {
      const { control } = scene;
      await configure({ sdkAppId: SDK_APP_ID, onDestroy: "empty" });
      const stack = "pulumi:pulumi:Stack pulumi-trtc-transcribe-room-dev";
      const task = "pulumi-nodejs:dynamic/trtc:CloudTranscriptionTask lobby";
      expect(steps(await preview())).toEqual(created(stack, task, ...EVENT_STORAGE, ...TENCENT_ENDPOINT));
      await up();
      await expectNoChanges();
      const out = await outputs<Record<"url" | "callbackKey" | "bucket" | "taskId", string>>();
      await control.app(SDK_APP_ID, {
        callbackUrl: out.url,
        callbackKey: out.callbackKey,
        callbackKinds: ["transcription"],
      });
      const room = { sdkAppId: SDK_APP_ID, type: "string", roomId: "lobby" } as const;
      await control.joinRoom({ ...room, userId: "teacher" });
      await control.behave(out.taskId, { say: { userId: "teacher", text: "good morning" } });
      await control.advance(1);
      const keys = (await control.objects(out.bucket)).map(({ key }) => key);
      expect(keys.some((key) => key.includes("-14-1403-"))).toBe(true);
      await configure({ lang: "bigmodel-zh" });
      await up();
      expect(await output("taskId")).not.toBe(out.taskId);
      expect((await control.tasks()).map(({ running }) => running)).toEqual([false, true]);
      await destroy();
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    },
  );
});

/** Has proofs of its own: tests/e2e/gitops.ts. */
const TRIED_ELSEWHERE = ["gitops"];

test("no example is left untried", () => {
  expect([...tried, ...TRIED_ELSEWHERE].sort()).toEqual(readdirSync(EXAMPLES).sort());
});
