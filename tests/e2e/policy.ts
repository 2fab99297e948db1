import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CLOUDS, onCloud } from "./cloud";
import type { Cloud, CloudName } from "./cloud";
import { makeProject } from "./project";
import type { Project, ProjectOptions } from "./project";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import { SDK_APP_ID, SECRETS } from "./scene";

const ROOT = resolve(__dirname, "../..");
/** The file that starts the pack: the CLI's language host here cannot. */
const LAUNCHER = "policy-pack/pulumi-analyzer-pulumi-trtc";
const REFUSED = 1;

/** What a program is told beside what makes it sound; each text is JavaScript. */
interface Changes {
  /** Arguments of the storage. @default - slices expire */
  storage?: string;
  /** Arguments of the task. */
  task?: string;
  /** @default true */
  endpoint?: boolean;
  /** Statements at its end. */
  more?: string;
  /** Makes it by a `SlicingPipeline`, which is told of the storage only. @default false */
  whole?: boolean;
}

const SLICES_EXPIRE = `fileNamePrefix: ["prod", "classroom"], expireAfterDays: 30,`;

/** A storage, an endpoint and a task, as the components make them. */
function programOf(
  name: CloudName,
  { storage = SLICES_EXPIRE, task = "", endpoint = true, more = "", whole = false }: Changes = {},
): string {
  const [entry, component, bucket] =
    name === "COS"
      ? ["tencent", "CosSliceStorage", `bucketName: "slices-1250000000", region: "ap-singapore",`]
      : ["aws", "S3SliceStorage", `bucketName: "acme-trtc-slices",`];
  if (whole)
    return `const { SlicingPipeline } = require("pulumi-trtc/${entry}");
new SlicingPipeline("classroom", {
  sdkAppId: ${SDK_APP_ID}, storage: { ${bucket} ${storage} },
  tasks: { lobby: { roomId: "lobby" }, exam: { roomId: 101 } },
});\n`;
  return `const trtc = require("pulumi-trtc");
const { CloudSliceTask } = trtc;
const { CallbackEndpoint, ${component} } = require("pulumi-trtc/${entry}");
const storage = new ${component}("slices", { ${bucket} ${storage} });
${endpoint ? `new CallbackEndpoint("callbacks", { sdkAppIds: [${SDK_APP_ID}], storage });` : ""}
const room = { sdkAppId: ${SDK_APP_ID}, roomId: "lobby" };
const lobby = {
  ...room, userId: "slicer-lobby",
  sliceParams: { sliceType: "both", maxIdleTime: 86400 }, storage: storage.target, ${task}
};
new CloudSliceTask("lobby", lobby);
${more}\n`;
}

/** A project on a cloud, with a stack. */
async function onProject<Result>(
  name: CloudName,
  changes: Changes,
  play: (project: Guarded, cloud: Cloud) => Promise<Result>,
  where: ProjectOptions["where"] = "inside the checkout",
): Promise<Result> {
  return onCloud(name, async (cloud) => {
    const environment = { ...cloud.scene.environment, ...cloud.stack.environment };
    const project = makeProject({ program: programOf(name, changes), environment, where });
    try {
      if (cloud.stack.project !== undefined)
        writeFileSync(
          join(project.folder, "Pulumi.yaml"),
          JSON.stringify({ ...cloud.stack.project, name: "proof" }),
        );
      await project.pulumi(["stack", "init", "dev"]);
      for (const [key, value] of Object.entries(cloud.stack.config ?? {}))
        await project.pulumi(["config", "set", key, value]);
      return await play({ project, guarded: guardedBy(project, join(ROOT, LAUNCHER)) }, cloud);
    } finally {
      project.remove();
    }
  });
}

interface Guarded {
  project: Project;
  guarded: Run;
}

/** Runs the CLI with the pack, and its configuration where it is given. */
type Run = (args: readonly string[], options?: { config?: object; exitCode?: number }) => Promise<string>;

function guardedBy({ folder, pulumi }: Project, pack: string): Run {
  return (args, { config, exitCode = 0 } = {}) => {
    writeFileSync(join(folder, "policy.json"), JSON.stringify(config ?? {}));
    return pulumi([...args, "--policy-pack", pack, "--policy-pack-config", "policy.json"], { exitCode });
  };
}

/** Names of the policies that a text says are broken, by level. */
function brokenIn(text: string): { mandatory: string[]; advisory: string[] } {
  const of = (level: string) =>
    [
      ...new Set(
        [...text.matchAll(new RegExp(`\\[${level}\\] +(\\S+)`, "g"))].flatMap(([, name]) => name ?? []),
      ),
    ].sort();
  return { mandatory: of("mandatory"), advisory: of("advisory") };
}

/** What the clouds have: nothing but the bucket that was there before. */
async function assertNothingMade(cloud: Cloud): Promise<void> {
  assertSame(
    [await cloud.bucketNames(), await cloud.userNames(), await cloud.scene.live(), await cloud.writes()],
    [[cloud.otherBucket], [], [], []],
  );
}

function assertNoSecret(text: string): void {
  const shown = Object.entries(SECRETS).filter(([, secret]) => text.includes(secret));
  assertSame(
    shown.map(([name]) => name),
    [],
  );
}

const refused = proof(
  "a stack that breaks several rules is refused in its preview, nothing is made, and no secret is shown",
  () => {
    const storage = `wholeBucket: true, tags: { note: "key " + process.env.TRTC_SDK_SECRET_KEY },`;
    const task = `sdkSecretKey: process.env.TRTC_SDK_SECRET_KEY, resourceExpiredHour: 24, sliceParams: { sliceType: "both" },`;
    return onProject("COS", { storage, task, endpoint: false }, async ({ guarded }, cloud) => {
      await cloud.writes();
      const text = await guarded(["up", "--yes"], { exitCode: REFUSED });
      const broken = [
        "callback-endpoint-present",
        "handle-long-enough",
        "idle-time-with-recreate",
        "secrets-marked",
        "slices-expire",
        "write-key-under-prefix",
      ];
      assertSame(brokenIn(text), { mandatory: broken, advisory: [] });
      assert.ok(
        text.includes("tags.note holds sdkSecretKey of lobby in the clear, allowed is a secret"),
        text,
      );
      assertNoSecret(text);
      await assertNothingMade(cloud);
      return `${broken.length} policies, no call that makes anything`;
    });
  },
);

/** Two keys of the storage, as in a rotation, beside what is usual. */
const SOUND_STORAGE = `${SLICES_EXPIRE} keyVersions: [1, 2],`;

const sound = (name: CloudName, whole: boolean) =>
  (whole ? proof : furtherProof)(
    `${name}: a stack as ${whole ? "SlicingPipeline makes" : "the parts make"} it goes through the policies, also when it is there already`,
    () =>
      onProject(name, { whole, storage: SOUND_STORAGE }, async ({ project, guarded }, cloud) => {
        await project.pulumi(["config", "set", "--secret", "trtc:sdkSecretKey", SECRETS.sdkSecretKey]);
        const nothing = { mandatory: [], advisory: [] };
        const made = await guarded(["up", "--yes"]);
        assertSame(brokenIn(made), nothing);
        assert.equal((await cloud.scene.live()).length, whole ? 2 : 1);
        const again = await guarded(["preview", "--refresh", "--expect-no-changes"]);
        assertSame(brokenIn(again), nothing);
        assertNoSecret(made + again);
        await project.pulumi(["destroy", "--yes", "--skip-preview"]);
        return "up, then a preview without changes, and no violation in either";
      }),
  );

/** The least that breaks a policy, and what is then said. */
interface Breach extends Changes {
  policy: string;
  says: string;
  config?: object;
  /** Set in the stack by its path, in the clear. */
  plain?: Readonly<Record<string, string>>;
  /** Set in the stack by its path, as a secret. */
  secret?: Readonly<Record<string, string>>;
  clouds?: readonly CloudName[];
}

const TWIN = `new CloudSliceTask("twin", { ...lobby, userId: "twin" });`;
const STREAM = "https://example.com/lesson.mp4?key=planted";

function recording(
  name: string,
  args = `recordParams: { recordMode: "single", maxIdleTime: 86400 },`,
): string {
  return `new trtc.CloudRecordingTask("${name}", { ...room, userId: "${name}", storage: storage.target, ${args} });`;
}

function moderation(args: string): string {
  return `new trtc.CloudModerationTask("moderator", {
  ...room, userId: "moderator", moderationParams: { moderationType: "both", maxIdleTime: 1800 }, storage: storage.target, ${args}
});`;
}

function player(streamUrl: string): string {
  return `new trtc.StreamIngestTask("player", { ...room, userId: "player", streamUrl: "${streamUrl}" });`;
}

const TRANSCRIPTION = `new trtc.CloudTranscriptionTask("scribe", {
  ...room, userId: "scribe", transcriptionParam: { subscribeList: ["teacher"], maxIdleTime: 86400 },
  asrParam: { lang: "bigmodel-en" }, translationParam: { targetLang: ["zh"] },
});`;

const NONE_EXPIRE = `fileNamePrefix: ["prod", "classroom"],`;

const BREACHES: readonly Breach[] = [
  {
    policy: "no-public-bucket",
    clouds: ["S3"],
    storage: `${SLICES_EXPIRE} transform: { publicAccessBlock: (block) => { block.blockPublicPolicy = false; } },`,
    says: "blockPublicPolicy not true, allowed is true for each",
  },
  {
    policy: "write-key-under-prefix",
    clouds: CLOUDS,
    storage: `wholeBucket: true, tags: { retention: "keep-for-ever" },`,
    says: "allowed is a folder of one bucket such as bucket/slices/*",
  },
  {
    policy: "slices-expire",
    clouds: CLOUDS,
    storage: NONE_EXPIRE,
    says: "slices-bucket keeps files of tasks for ever",
  },
  {
    policy: "callback-endpoint-present",
    endpoint: false,
    says: `application ${SDK_APP_ID} has a task and no endpoint for its callbacks`,
  },
  {
    policy: "secrets-marked",
    plain: { "trtc:sdkSecretKey": SECRETS.sdkSecretKey },
    says: "configuration trtc:sdkSecretKey is in the clear",
  },
  {
    policy: "secrets-marked",
    plain: { "proof:keys.secretKey": SECRETS.sdkSecretKey },
    says: "configuration proof:keys.secretKey is in the clear",
  },
  {
    policy: "secrets-marked",
    secret: { "proof:db.password": SECRETS.sdkSecretKey },
    storage: `${SLICES_EXPIRE} tags: { db: new (require("@pulumi/pulumi").Config)().requireObject("db").password },`,
    says: "tags.db holds configuration proof:db.password in the clear",
  },
  {
    policy: "handle-long-enough",
    task: "resourceExpiredHour: 24,",
    says: "resourceExpiredHour is 24, allowed is 168 or more",
  },
  {
    policy: "idle-time-with-recreate",
    task: `sliceParams: { sliceType: "both" },`,
    says: 'sliceParams.maxIdleTime is 30 with onExit "recreate", allowed is 300 or more',
  },
  {
    policy: "no-shared-robot",
    // the package itself refuses two tasks with one robot: this is what a program without it would say
    more: `new (require("@pulumi/pulumi").CustomResource)("pulumi-nodejs:dynamic/trtc:CloudSliceTask", "twin", {
  ...lobby, __provider: 'exports.handler = () => require("pulumi-trtc/provider").CloudSliceTask;',
});`,
    says: "userId is the one that the slicing task lobby has in the same room",
  },
  {
    policy: "task-quota",
    more: TWIN,
    config: { "task-quota": { quota: 1 } },
    says: `application ${SDK_APP_ID} has 2 slicing tasks, allowed are 1`,
  },
  {
    policy: "task-quota",
    more: `${recording("a")}\n${recording("b")}`,
    config: { "task-quota": { recordings: 1 } },
    says: `application ${SDK_APP_ID} has 2 recording tasks, allowed are 1`,
  },
  {
    policy: "write-key-under-prefix",
    clouds: CLOUDS,
    storage: `${SLICES_EXPIRE} readForMp4: true,`,
    says: "allowed are uploads: take readForMp4 from the storage",
  },
  {
    policy: "handle-long-enough",
    more: moderation("resourceExpiredHour: 24,"),
    says: "resourceExpiredHour is 24, allowed is 72 or more",
  },
  {
    policy: "idle-time-with-recreate",
    more: recording("a", `recordParams: { recordMode: "single" },`),
    says: 'recordParams.maxIdleTime is 30 with onExit "recreate", allowed is 300 or more',
  },
  {
    policy: "secrets-marked",
    storage: `${SLICES_EXPIRE} tags: { note: "from ${STREAM}" },`,
    more: player(STREAM),
    says: "tags.note holds streamUrl of player in the clear",
  },
  {
    policy: "own-application",
    config: { "own-application": { applications: { dev: [1400000002], prod: [SDK_APP_ID] } } },
    says: `application ${SDK_APP_ID} is not one of stack dev, allowed are 1400000002`,
  },
  {
    policy: "callback-endpoint-present",
    more: `new CallbackEndpoint("again", { sdkAppIds: [${SDK_APP_ID}], storage });`,
    clouds: ["S3"],
    says: `application ${SDK_APP_ID} is taken by again-function and callbacks-function`,
  },
  {
    policy: "consent-tag",
    config: { "consent-tag": { values: ["contract"] } },
    says: "consent-tag.tag is missing beside values",
  },
  {
    policy: "consent-tag",
    clouds: CLOUDS,
    config: { "consent-tag": { tag: "consent", values: ["contract"] } },
    says: "slices-bucket gets files of tasks and has no tag consent, allowed is contract",
  },
];

const blocks = BREACHES.flatMap(
  ({ policy, says, config = {}, clouds = ["COS"], plain = {}, secret = {}, ...changes }) =>
    clouds.map((name) =>
      furtherProof(`${name}: ${policy} blocks by itself: ${says}`, () =>
        onProject(name, changes, async ({ project, guarded }, cloud) => {
          for (const [key, value] of Object.entries(plain))
            await project.pulumi(["config", "set", "--plaintext", "--path", key, value]);
          for (const [key, value] of Object.entries(secret))
            await project.pulumi(["config", "set", "--secret", "--path", key, value]);
          await cloud.writes();
          const text = await guarded(["preview"], { config, exitCode: REFUSED });
          assertSame(brokenIn(text), { mandatory: [policy], advisory: [] });
          assert.ok(text.includes(says), text);
          assertNoSecret(text);
          await assertNothingMade(cloud);
          return says;
        }),
      ),
    ),
);

const advisory = furtherProof("a policy whose level is advisory warns and lets the stack through", () =>
  onProject("COS", { task: "resourceExpiredHour: 24," }, async ({ guarded, project }, cloud) => {
    const text = await guarded(["up", "--yes"], { config: { "handle-long-enough": "advisory" } });
    assertSame(brokenIn(text), { mandatory: [], advisory: ["handle-long-enough"] });
    assert.equal((await cloud.scene.live()).length, 1);
    await project.pulumi(["destroy", "--yes", "--skip-preview"]);
    return "[advisory] handle-long-enough, and a task runs";
  }),
);

const everyJob = furtherProof("a room with a task of every kind goes through the policies", () => {
  const more = [
    recording("recorder"),
    moderation(""),
    player("https://example.com/lesson.mp4"),
    `new trtc.PublishCdnStreamTask("relay", {
  ...room, userId: "relay", withTranscoding: false,
  audioParams: { audioEncode: { sampleRate: 48000, channel: "mono", bitRate: 64 } },
  singleSubscribeParams: { userMediaStream: { userInfo: { userId: "teacher" }, streamType: "camera" } },
  publishCdnParams: [{ publishCdnUrl: "rtmp://push.example.com/live/lesson" }],
});`,
    TRANSCRIPTION,
  ].join("\n");
  return onProject("COS", { more }, async ({ guarded }) => {
    const text = await guarded(["preview"]);
    assertSame(brokenIn(text), { mandatory: [], advisory: [] });
    assert.ok(!text.includes("lesson"), text);
    return "no violation, and no address is shown";
  });
});

const readable = CLOUDS.map((name) =>
  furtherProof(`${name}: the key of a storage with readForMp4 goes through where the setting says so`, () =>
    onProject(name, { storage: `${SLICES_EXPIRE} readForMp4: true,` }, async ({ guarded }) => {
      const config = { "write-key-under-prefix": { readForMp4: true } };
      const text = await guarded(["preview"], { config });
      assertSame(brokenIn(text), { mandatory: [], advisory: [] });
      return "no violation";
    }),
  ),
);

const WRONG_CONFIGS: readonly [config: object, says: string][] = [
  [
    { "slices-expires": "advisory" },
    "slices-expires is not a policy of pulumi-trtc, known are all, no-public-bucket, ",
  ],
  [
    { "handle-long-enough": { hour: 24 } },
    "handle-long-enough.hour is not a setting, known are enforcementLevel, hours: correct or remove it",
  ],
  [{ "handle-long-enough": { hours: 2 } }, "handle-long-enough: hours: Must be greater than or equal to 6"],
  // of a name that it does not know the engine says no more than this
  [{ "slices-expires": { tag: "keep" } }, 'invalid enforcement level ""'],
];

const wrongConfig = furtherProof("a configuration with an unknown policy or a wrong setting is refused", () =>
  onProject("COS", {}, async ({ guarded }, cloud) => {
    await cloud.writes();
    for (const [config, says] of WRONG_CONFIGS) {
      const text = await guarded(["up", "--yes"], { config, exitCode: REFUSED });
      assert.ok(text.includes(says), text);
    }
    await assertNothingMade(cloud);
    return `${WRONG_CONFIGS.length} configurations refused`;
  }),
);

const packed = furtherProof(
  "npm pack, installed in a new folder: the pack asks for @pulumi/policy, and with it guards",
  () =>
    onProject(
      "COS",
      { storage: NONE_EXPIRE },
      async ({ project }) => {
        const install = (...packages: string[]) =>
          project.npm(["install", "--no-audit", "--no-fund", ...packages]);
        // it is built already, and other proofs read what is built
        const tarball = (await project.npm(["pack", "--silent", "--ignore-scripts", ROOT])).trim();
        await install(`./${tarball}`, "@pulumi/pulumi@3.259.0");
        const guarded = guardedBy(project, join("node_modules/pulumi-trtc", LAUNCHER));
        const asks = await guarded(["preview"], { exitCode: REFUSED });
        assert.ok(asks.includes("which is not installed: run npm install --save-dev @pulumi/policy"), asks);
        await install("@pulumi/policy@1.21.0");
        assertSame(brokenIn(await guarded(["preview"], { exitCode: REFUSED })).mandatory, ["slices-expire"]);
        return "one sentence without @pulumi/policy, slices-expire with it";
      },
      "outside the checkout",
    ),
);

export const policyProofs: readonly Proof[] = [
  refused,
  ...[true, false].flatMap((whole) => CLOUDS.map((name) => sound(name, whole))),
  ...blocks,
  everyJob,
  ...readable,
  advisory,
  wrongConfig,
  packed,
];
