import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SSM } from "@aws-sdk/client-ssm";
import COS from "cos-nodejs-sdk-v5";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import type { TaskView } from "trtc-emulator";
import { awsEnvironment } from "../aws/engine";
import { freePort } from "../aws/free-port";
import { startMiniStack } from "../aws/ministack";
import type { MiniStack } from "../aws/ministack";
import { recordCalls } from "../aws/recorded-calls";
import { runCommand } from "../e2e/command";
import type { Ended } from "../e2e/command";
import { copyExample } from "../e2e/example";
import type { Project } from "../e2e/project";
import { BUCKET, onScene, SDK_APP_ID, SECRETS } from "../e2e/scene";
import type { Scene } from "../e2e/scene";

const TIMEOUT_MS = 5 * 60_000;
/** Two audio slices of 15 s and six pictures, one each 5 s. */
const SLICING_SECONDS = 31;
const SLICES = 8;
/** The emulator's account. */
const APP_ID = 1250000000;
/** What a failed operation of the CLI ends with. */
const FAILED = 1;

type Aws = Pick<MiniStack, "url" | "rootAccessKey" | "rootSecretKey">;

/** Accounts of Tencent Cloud and AWS with nothing of ours in them, and an example that is run on them. */
interface Trial {
  scene: Scene;
  project: Project;
  /** Sets the project's configuration. */
  configure(values: Record<string, string | number>): Promise<void>;
  preview(): Promise<string>;
  up(): Promise<string>;
  destroy(options?: { exitCode?: number }): Promise<string>;
  output(name: string): Promise<string>;
}

async function onTrial(
  example: string,
  play: (trial: Trial) => Promise<void>,
  { aws, bucket }: { aws?: Aws; bucket?: typeof BUCKET } = {},
): Promise<void> {
  await onScene(
    async (scene) => {
      const project = copyExample(example, { ...scene.environment, ...(aws && awsEnvironment(aws)) });
      const { pulumi } = project;
      try {
        await pulumi(["stack", "init", "dev"]);
        await play({
          scene,
          project,
          configure: async (values) => {
            const pairs = Object.entries(values).flatMap(([key, value]) => [
              "--plaintext",
              `${key}=${value}`,
            ]);
            await pulumi(["config", "set-all", ...pairs]);
          },
          preview: () => pulumi(["preview"]),
          up: () => pulumi(["up", "--yes", "--skip-preview"]),
          destroy: (options) => pulumi(["destroy", "--yes", "--skip-preview"], options),
          output: async (name) => (await pulumi(["stack", "output", name])).trim(),
        });
      } finally {
        project.remove();
      }
    },
    {
      buckets: bucket === undefined ? [] : [bucket],
      // no further slice while a test looks
      virtualClock: true,
      ...(aws && { s3Endpoint: aws.url }),
    },
  );
}

/** The steps that a preview names, each once, in order of the alphabet. */
function steps(preview: string): string[] {
  const lines = [...preview.matchAll(/^ [-+~]+ +(\S+) (\S+) (.*\S)/gm)];
  return [...new Set(lines.map(([, type, name, step]) => `${step} ${type} ${name}`))].sort();
}

function created(...resources: string[]): string[] {
  return resources.map((resource) => `create ${resource}`).sort();
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

/** The actions that changed something, in order, since the last time it was asked. */
async function changes({ actions }: Scene): Promise<string[]> {
  return (await actions()).filter((action) => !/^(Get|List)/.test(action));
}

/** What there is in an account of Tencent Cloud, as its own APIs say. */
async function inTencent({ emulator, control, live }: Scene) {
  const { host } = new URL(emulator.url);
  const credentials = { secretId: SECRETS.accountId, secretKey: SECRETS.accountKey };
  const cos = new COS({
    SecretId: credentials.secretId,
    SecretKey: credentials.secretKey,
    // real host names, sent to the emulator
    Ip: host,
    Protocol: "http:",
  });
  const cam = new CommonClient(host, "2019-01-16", {
    credential: credentials,
    profile: { httpProfile: { protocol: "http://" } },
  });
  // the vendor's client types every answer as any
  const policies = (await cam.request("ListPolicies", { Scope: "Local" })) as {
    List: { PolicyName: string }[];
  };
  return {
    tasks: await live(),
    users: await control.users(),
    policies: policies.List.map(({ PolicyName }) => PolicyName),
    buckets: (await cos.getService()).Buckets.map(({ Name }) => Name),
    functions: await control.functions(),
  };
}

const NOTHING_IN_TENCENT = { tasks: [], users: [], policies: [], buckets: [], functions: [] };

/** A local AWS behind its TLS end, a client of its stores, and what there is in it. */
async function onAws(
  play: (aws: Aws, s3: S3, inAws: () => Promise<Record<string, unknown>>) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const front = await recordCalls(`http://127.0.0.1:${port}`);
  try {
    // a bucket demands TLS of functions too
    const stack = await startMiniStack({ port, functionsCall: front.url });
    try {
      await withClients({ ...stack, url: front.url }, play);
    } finally {
      await stack.close();
    }
  } finally {
    await front.close();
  }
}

async function withClients(aws: Aws, play: Parameters<typeof onAws>[0]): Promise<void> {
  const credentials = { accessKeyId: aws.rootAccessKey, secretAccessKey: aws.rootSecretKey };
  const client = { endpoint: aws.url, region: "ap-southeast-1", credentials };
  const s3 = new S3({ ...client, forcePathStyle: true });
  const [iam, lambda] = [new IAM(client), new Lambda(client)];
  const [ssm, logs] = [new SSM(client), new CloudWatchLogs(client)];
  try {
    await play(aws, s3, async () => ({
      users: (await iam.listUsers()).Users?.map(({ UserName }) => UserName),
      roles: (await iam.listRoles()).Roles?.map(({ RoleName }) => RoleName),
      policies: (await iam.listPolicies({ Scope: "Local" })).Policies?.map(({ PolicyName }) => PolicyName),
      buckets: (await s3.listBuckets()).Buckets?.map(({ Name }) => Name),
      functions: (await lambda.listFunctions()).Functions?.map(({ FunctionName }) => FunctionName),
      parameters: (await ssm.describeParameters()).Parameters?.map(({ Name }) => Name),
      logGroups: (await logs.describeLogGroups()).logGroups?.map(({ logGroupName }) => logGroupName),
    }));
  } finally {
    for (const each of [s3, iam, lambda, ssm, logs]) each.destroy();
  }
}

const NOTHING_IN_AWS = {
  users: [],
  roles: [],
  policies: [],
  buckets: [],
  functions: [],
  parameters: [],
  logGroups: [],
};

const TASK = "pulumi-nodejs:dynamic/trtc:CloudSliceTask lobby";
const KEY_VERSIONS = "pulumi-nodejs:dynamic/trtc:KeyVersions slices-key-versions";

const AWS_WRITER = [
  KEY_VERSIONS,
  "trtc:aws:S3SliceStorage slices",
  "aws:iam:User slices-user",
  "aws:iam:Policy slices-policy",
  "aws:iam:UserPolicyAttachment slices-attachment",
  "aws:iam:AccessKey slices-key-v1",
];

const AWS_BUCKET = [
  "aws:s3:Bucket slices-bucket",
  "aws:s3:BucketPublicAccessBlock slices-public-access-block",
  "aws:s3:BucketOwnershipControls slices-ownership-controls",
  "aws:s3:BucketServerSideEncryptionConfiguration slices-encryption",
  "aws:s3:BucketLifecycleConfiguration slices-lifecycle",
  "aws:s3:BucketPolicy slices-bucket-policy",
  "aws:s3:BucketNotification slices-notification",
];

const TENCENT_WRITER = [
  KEY_VERSIONS,
  "trtc:tencent:CosSliceStorage slices",
  "pulumi-nodejs:dynamic/trtc:CamUser slices-user",
  "pulumi-nodejs:dynamic/trtc:CamPolicy slices-policy",
  "pulumi-nodejs:dynamic/trtc:CamUserPolicyAttachment slices-attachment",
  "pulumi-nodejs:dynamic/trtc:CamAccessKey slices-key-v1",
];

const CALLBACK_KEY = "pulumi-nodejs:dynamic/trtc:CallbackKey callbacks-key";

const AWS_ENDPOINT = [
  CALLBACK_KEY,
  "trtc:aws:CallbackEndpoint callbacks",
  "aws:ssm:Parameter callbacks-key-parameter",
  "aws:cloudwatch:LogGroup callbacks-log-group",
  "aws:iam:Role callbacks-role",
  "aws:iam:Policy callbacks-policy",
  "aws:iam:RolePolicyAttachment callbacks-policy-attachment",
  "aws:lambda:Function callbacks-function",
  "aws:lambda:FunctionUrl callbacks-url",
];

const TENCENT_ENDPOINT = [
  CALLBACK_KEY,
  "trtc:tencent:CallbackEndpoint callbacks",
  "pulumi-nodejs:dynamic/trtc:CamRole callbacks-role",
  "pulumi-nodejs:dynamic/trtc:CamPolicy callbacks-policy",
  "pulumi-nodejs:dynamic/trtc:CamRolePolicyAttachment callbacks-policy-attachment",
  "pulumi-nodejs:dynamic/trtc:ScfFunction callbacks-function",
  "pulumi-nodejs:dynamic/trtc:ScfFunctionUrl callbacks-url",
];

const TENCENT_BUCKET = "pulumi-nodejs:dynamic/trtc:CosBucket slices-bucket";

test.concurrent(
  "s3-storage makes a bucket that its task writes to, and destroy leaves nothing once it may empty the bucket",
  async () => {
    await onAws(async (aws, s3, inAws) => {
      const play = async ({ scene, configure, preview, up, destroy, output }: Trial) => {
        const kmsKeyArn = "arn:aws:kms:ap-southeast-1:000000000000:key/11112222-3333-4444-5555-666677778888";
        await configure({ sdkAppId: SDK_APP_ID, expireAfterDays: 7, kmsKeyArn, onDestroy: "empty" });
        const stack = "pulumi:pulumi:Stack pulumi-trtc-s3-storage-dev";
        expect(steps(await preview())).toEqual(created(stack, TASK, ...AWS_WRITER, ...AWS_BUCKET));
        await up();
        expect(steps(await preview())).toEqual([]);

        const Bucket = await output("bucket");
        expect(await inAws()).toMatchObject({ buckets: [Bucket] });
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
        expect(await inAws()).toEqual(NOTHING_IN_AWS);
        expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
      };
      await onTrial("s3-storage", play, { aws });
    });
  },
  TIMEOUT_MS,
);

test.concurrent(
  "cos-storage makes a bucket that its task writes to, and destroy refuses to delete slices until it is told to",
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
  TIMEOUT_MS,
);

const ADOPTED_STACK = "pulumi:pulumi:Stack pulumi-trtc-existing-bucket-dev";

test.concurrent(
  "existing-bucket writes to a bucket of S3 that is there, and destroy leaves it as it was",
  async () => {
    await onAws(async (aws, s3, inAws) => {
      const Bucket = "media-archive";
      const play = async ({ scene, project, configure, preview, up, destroy, output }: Trial) => {
        await configure({ sdkAppId: SDK_APP_ID, cloud: "s3", bucket: Bucket });
        expect(await project.pulumi(["preview"], { exitCode: FAILED })).toContain(
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
        expect(await inAws()).toEqual({ ...NOTHING_IN_AWS, buckets: [Bucket] });
        expect((await s3.listObjectsV2({ Bucket })).KeyCount).toBe(1 + SLICES);
        expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
      };
      await onTrial("existing-bucket", play, { aws });
    });
  },
  TIMEOUT_MS,
);

test.concurrent(
  "existing-bucket writes to a bucket of COS that is there, and destroy leaves it as it was",
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
    await onTrial("existing-bucket", play, { bucket: BUCKET });
  },
  TIMEOUT_MS,
);

test.concurrent(
  "existing-bucket hands the keys of a bucket of OSS to the task, and shows them nowhere",
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
  TIMEOUT_MS,
);

test.concurrent(
  "key-rotation goes from one key to the next in two steps, without a gap, and refuses to do it in one",
  async () => {
    await onTrial("key-rotation", async ({ scene, project, configure, preview, up, destroy, output }) => {
      const keys = async () => (await scene.control.users()).flatMap((user) => user.accessKeys);
      await configure({ sdkAppId: SDK_APP_ID });
      const stack = "pulumi:pulumi:Stack pulumi-trtc-key-rotation-dev";
      expect(steps(await preview())).toEqual(created(stack, TASK, TENCENT_BUCKET, ...TENCENT_WRITER));
      await up();
      expect(steps(await preview())).toEqual([]);
      const old = await running(scene);
      const [oldKey] = await keys();

      await configure({ keyVersions: "[2]" });
      expect(await project.pulumi(["preview"], { exitCode: FAILED })).toContain(
        "keyVersions is [2] after [1], allowed is a list that still has 1",
      );

      await configure({ keyVersions: "[1,2]" });
      await changes(scene);
      expect(steps(await preview())).toEqual([
        "create pulumi-nodejs:dynamic/trtc:CamAccessKey slices-key-v2",
        `create replacement [diff: ~storage,userId] ${TASK}`,
        `delete original [diff: ~storage,userId] ${TASK}`,
        `replace [diff: ~storage,userId] ${TASK}`,
        `update [diff: ~keyVersions] ${KEY_VERSIONS}`,
      ]);
      await up();
      expect(await changes(scene)).toEqual([
        "CreateAccessKey",
        "CreateCloudSliceTask",
        "DeleteCloudSliceTask",
      ]);
      const made = await running(scene);
      expect([old.userId, made.userId]).toEqual(["slicer-lobby-v1", "slicer-lobby-v2"]);
      const [, newKey, ...more] = await keys();
      expect([(await keys())[0], more]).toEqual([oldKey, []]);

      await configure({ keyVersions: "[2]" });
      await up();
      expect(await changes(scene)).toEqual(["UpdateAccessKey", "DeleteAccessKey"]);
      expect(await keys()).toEqual([newKey]);
      expect((await running(scene)).taskId).toBe(await output("taskId"));
      expect(steps(await preview())).toEqual([]);

      await destroy();
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    });
  },
  TIMEOUT_MS,
);

const EXAMPLES = resolve(__dirname, "../../examples");
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

/** Does to an endpoint what the README of its example says. */
async function tryEndpoint(
  { project, configure, up }: Trial,
  { loopback, objectKeys }: EndpointPlace,
): Promise<void> {
  const outputs = async () => {
    const json = await project.pulumi(["stack", "output", "--json", "--show-secrets"]);
    // what both examples export
    return JSON.parse(json) as { bucket: string; url: string; callbackKey: string; consoleSteps: string[] };
  };
  const { bucket, url, callbackKey: key, consoleSteps } = await outputs();
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
  const next = await outputs();
  expect([next.url, next.callbackKey === key]).toEqual([url, false]);
  expect(await probeLater(address, next.callbackKey)).toEqual(ALL_RIGHT);
  expect(await probe(address, key)).toEqual(ALL_RIGHT);
  expect(await objectKeys(bucket)).toHaveLength(3);
}

test.concurrent(
  "aws-callback makes an endpoint that passes a probe with its key and with the next one, and destroy leaves nothing",
  async () => {
    await onAws(async (aws, s3, inAws) => {
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
        expect(await inAws()).toEqual(NOTHING_IN_AWS);
      };
      await onTrial("aws-callback", play, { aws });
    });
  },
  TIMEOUT_MS,
);

test.concurrent(
  "tencent-callback makes an endpoint that passes a probe with its key and with the next one, and destroy leaves nothing",
  async () => {
    await onTrial("tencent-callback", async (trial) => {
      const { scene, configure, preview, up, destroy } = trial;
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
      await changes(scene);
      await destroy();
      expect(await changes(scene)).toContain("DeleteRole");
      expect(await inTencent(scene)).toEqual(NOTHING_IN_TENCENT);
    });
  },
  TIMEOUT_MS,
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

test.concurrent.each(RECEIVERS)(
  "verify-callback: %s takes what is signed, says it in words, and refuses the rest",
  async (file) => {
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
  TIMEOUT_MS,
);

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

test.concurrent.each(RECEIVERS)(
  "verify-callback: %s does not start without a key",
  async (file) => {
    const { ended } = startReceiver(file, { PORT: String(await freePort()) });
    const { said, complained, exitCode } = await ended;
    expect([said, exitCode]).toEqual(["", 1]);
    expect(complained).toContain(
      "keys[0] must be 1 to 32 of A-Z, a-z, 0-9, got a text of 0 characters: give the key that the console has",
    );
  },
  TIMEOUT_MS,
);
