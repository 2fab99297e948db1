import assert from "node:assert/strict";
import type COS from "cos-nodejs-sdk-v5";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as trtc from "pulumi-trtc";
import { parseObjectKey, readEvents, relayTargets, verify } from "pulumi-trtc/callback";
import type { RecordingKey, StoredEvent, TrtcEvent } from "pulumi-trtc/callback";
import { cosEventStorage } from "pulumi-trtc/callback/cos";
import { CallbackEndpoint, CosSliceStorage } from "pulumi-trtc/tencent";
import type { FamilyName, TaskView } from "trtc-emulator";
import { readMedia, readPlaylist } from "../unit/emulator/media/read-media";
import { vendorCos } from "./cloud";
import { createCallReader } from "./job-kinds";
import { assertSame, proof } from "./proof";
import { onScene, SDK_APP_ID, SECRETS } from "./scene";
import type { Scene } from "./scene";
import type { TestStack } from "./stack";

const REGION = "ap-singapore";
const BUCKET = "lobby-1250000000";
const TEACHER = "teacher";
const SENTENCE = "welcome to the lobby";
const LONG = 86_400;
/** Each job by the family that the emulator names it after, with its robot. */
const ROBOTS: Readonly<Record<FamilyName, string>> = {
  slicing: "slicer",
  recording: "recorder",
  moderation: "moderator",
  transcription: "transcriber",
  relay: "relay",
  ingest: "player",
};
const FAMILIES = Object.keys(ROBOTS).sort();
const ALL_KINDS = [
  "room",
  "media",
  "slicing",
  "recording",
  "moderation",
  "ingest",
  "relay",
  "transcription",
] as const;

/** What is changed in place later. */
interface Wishes {
  hasJobs: boolean;
  /** Users whose streams slicing, recording and moderation take; none for everyone's. */
  video: string[];
  volume: number;
  targets: string[];
}

const BEGIN: Wishes = {
  hasJobs: true,
  video: [],
  volume: 100,
  targets: ["rtmp://push.example.com/live/planted-stream-key"],
};
const CHANGED: Wishes = {
  ...BEGIN,
  video: [TEACHER, ROBOTS.ingest],
  volume: 30,
  targets: [...BEGIN.targets, "rtmp://b.example.org/app/planted-other-stream-key"],
};

/** One room that is sliced, recorded, moderated, transcribed and relayed at once, with a film that is played into it. */
function lobby({ hasJobs, video, volume, targets }: Wishes): PulumiFn {
  return () => {
    const storage = new CosSliceStorage("files", {
      bucketName: BUCKET,
      region: REGION,
      fileNamePrefix: ["lobby"],
      readForMp4: true,
      onDestroy: "empty",
    });
    const endpoint = new CallbackEndpoint("callbacks", { sdkAppIds: [SDK_APP_ID], storage });
    const { url, key } = endpoint;
    if (!hasJobs) return Promise.resolve({ url, key });
    const robot = (family: FamilyName) => ({
      sdkAppId: SDK_APP_ID,
      roomId: "lobby",
      userId: ROBOTS[family],
    });
    const subscribeStreamUserIds = { subscribeVideoUserIds: video };
    const { target } = storage;
    const tasks = {
      slicing: new trtc.CloudSliceTask("slicing", {
        ...robot("slicing"),
        sliceParams: { sliceType: "both", maxIdleTime: LONG, subscribeStreamUserIds },
        storage: target,
      }),
      recording: new trtc.CloudRecordingTask("recording", {
        ...robot("recording"),
        recordParams: {
          recordMode: "single",
          outputFormat: "hls+mp4",
          maxIdleTime: LONG,
          subscribeStreamUserIds,
        },
        storage: target,
      }),
      moderation: new trtc.CloudModerationTask("moderation", {
        ...robot("moderation"),
        moderationParams: {
          moderationType: "both",
          maxIdleTime: 1800,
          saveModerationFile: "hits",
          subscribeStreamUserIds,
        },
        storage: target,
      }),
      transcription: new trtc.CloudTranscriptionTask("transcription", {
        ...robot("transcription"),
        transcriptionParam: { maxIdleTime: LONG },
        asrParam: { lang: "bigmodel-en" },
        translationParam: { targetLang: ["zh"] },
      }),
      relay: new trtc.PublishCdnStreamTask("relay", {
        ...robot("relay"),
        agentParams: { maxIdleTime: LONG },
        withTranscoding: true,
        audioParams: { audioEncode: { sampleRate: 48_000, channel: "stereo", bitRate: 128 } },
        videoParams: {
          videoEncode: { width: 1280, height: 720, fps: 25, bitRate: 2500, gop: 2 },
          layoutParams: { mixLayoutMode: "grid" },
        },
        publishCdnParams: targets.map((publishCdnUrl) => ({ publishCdnUrl })),
      }),
      ingest: new trtc.StreamIngestTask("ingest", {
        ...robot("ingest"),
        streamUrl: "https://files.example.com/film.mp4?token=planted-stream-token",
        volume,
      }),
    };
    const taskIds = Object.fromEntries(Object.entries(tasks).map(([name, { taskId }]) => [name, taskId]));
    return Promise.resolve({ url, key, taskIds });
  };
}

/** The stack of the room, and what can be seen of it from outside. */
interface Room {
  scene: Scene;
  stack: TestStack;
  cos: COS;
  /** TaskIds of the running tasks, by family; asserts that there is one of each at most, with its own robot. */
  running(): Promise<Record<string, string>>;
  /** TaskIds as the stack exports them. */
  exported(): Promise<unknown>;
  task(family: FamilyName): Promise<TaskView>;
  events(): Promise<StoredEvent[]>;
  /** Bodies of the objects under a folder, by key. */
  files(prefix: string): Promise<Map<string, Buffer>>;
  /** Actions of TRTC since it was last asked. */
  actions(): Promise<string[]>;
  remembered: { key: string; recording: string };
}

async function openRoom(scene: Scene): Promise<Room> {
  const { control, emulator } = scene;
  const stack = await scene.open(lobby({ ...BEGIN, hasJobs: false }));
  const cos = vendorCos(scene);
  const calls = await createCallReader(control);
  const storage = cosEventStorage({
    bucket: BUCKET,
    region: REGION,
    endpoint: emulator.url,
    credentials: () => ({ secretId: SECRETS.accountId, secretKey: SECRETS.accountKey }),
  });
  const runningTasks = async () => (await control.tasks()).filter((task) => task.running);
  return {
    scene,
    stack,
    cos,
    async running() {
      const tasks = await runningTasks();
      for (const { family, userId } of tasks) assert.equal(userId, ROBOTS[family]);
      const ids = Object.fromEntries(tasks.map(({ family, taskId }) => [family, taskId]));
      assert.equal(Object.keys(ids).length, tasks.length, "one task of a family at most");
      return ids;
    },
    async exported() {
      const { taskIds } = await stack.stack.outputs();
      // its type is any
      return taskIds?.value as unknown;
    },
    async task(family) {
      const task = (await runningTasks()).find((each) => each.family === family);
      assert.ok(task !== undefined, `${family} runs`);
      return task;
    },
    events: () => readEvents(storage, { sdkAppId: SDK_APP_ID }),
    async files(prefix) {
      const keys = (await control.objects(BUCKET)).map(({ key }) => key);
      const bodies = await Promise.all(
        keys
          .filter((key) => key.startsWith(prefix))
          .map(async (Key): Promise<[string, Buffer]> => {
            const { Body } = await cos.getObject({ Bucket: BUCKET, Region: REGION, Key });
            return [Key, Body];
          }),
      );
      return new Map(bodies);
    },
    actions: async () => (await calls()).map(({ action }) => action),
    remembered: { key: "", recording: "" },
  };
}

/** A step of the story: what is done or looked at, and what was seen. */
type Step = readonly [what: string, seen: (room: Room) => Promise<string>];

const place = { sdkAppId: SDK_APP_ID, type: "string", roomId: "lobby" } as const;

const ofTask = (events: readonly StoredEvent[], { taskId }: TaskView): TrtcEvent[] =>
  events.map(({ event }) => event).filter((event) => event.taskId === taskId);

function countOf(events: readonly TrtcEvent[], name: TrtcEvent["name"]): number {
  return events.filter((event) => event.name === name).length;
}

/** Users and kinds of the files, in order, each once. */
function sorted(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort();
}

const PUBLISHERS = [ROBOTS.ingest, TEACHER].sort();

const BUILD: readonly Step[] = [
  [
    "bucket, write key that may read for MP4, and function; the console is told",
    async ({ scene, stack, remembered }) => {
      await stack.up();
      const { url, key } = await stack.stack.outputs();
      remembered.key = String(key?.value);
      await scene.control.app(SDK_APP_ID, {
        callbackUrl: String(url?.value),
        callbackKey: remembered.key,
        callbackKinds: ALL_KINDS,
      });
      return `callbacks of ${ALL_KINDS.length} kinds go to the function`;
    },
  ],
  [
    "six jobs in one room",
    async (room) => {
      room.stack.program(lobby(BEGIN));
      await room.stack.up();
      const running = await room.running();
      assertSame(Object.keys(running).sort(), FAMILIES);
      assertSame(await room.exported(), running);
      return `${FAMILIES.join(", ")}: one task each, each with its own robot, the ones in state`;
    },
  ],
  [
    "the teacher enters, a minute passes, the teacher speaks",
    async ({ scene: { control }, task }) => {
      const block = { suggest: "block", label: "Abuse", score: 97, text: "a bad word", mediaType: "audio" };
      await control.behave((await task("moderation")).taskId, { verdict: block });
      await control.joinRoom({ ...place, userId: TEACHER });
      await control.advance(61);
      const { taskId } = await task("transcription");
      await control.behave(taskId, { say: { userId: TEACHER, text: SENTENCE } });
      await control.advance(1);
      return "2 anchors: the teacher and the film";
    },
  ],
];

const JOBS: readonly Step[] = [
  [
    "slicing",
    async ({ task, files, events }) => {
      const slicing = await task("slicing");
      const slices = await files(`lobby/${slicing.taskId}/`);
      const keys = [...slices.keys()].map((key) => parseObjectKey(key));
      const told = countOf(ofTask(await events(), slicing), "CLOUD_SLICE_FILE_INFO");
      const of = (type: string) => keys.filter((key) => key.kind === "slice" && key.type === type);
      assertSame(
        keys.map(({ kind }) => kind).filter((kind) => kind !== "slice"),
        [],
      );
      for (const type of ["audio", "image"])
        assertSame(sorted(of(type).map((key) => (key.kind === "slice" ? key.userId : ""))), PUBLISHERS);
      for (const [key, body] of slices)
        if (key.endsWith(".ogg")) assert.equal(Math.round((await readMedia(body)).duration), 15, key);
      assert.equal(told, slices.size, "1004 for each");
      return `${of("audio").length} ogg of 15 s, ${of("image").length} png of ${PUBLISHERS.join(" and ")}; 1004 for each`;
    },
  ],
  [
    "recording",
    async ({ task, files, events }) => {
      const recording = await task("recording");
      const prefix = `lobby/${recording.taskId}/`;
      const found = await files(prefix);
      const lists = [...found.keys()].filter((key) => key.endsWith(".m3u8"));
      assertSame(sorted(lists.map((key) => trackOf(key))), tracks(PUBLISHERS));
      const segments = new Map([...found].map(([key, body]) => [key.slice(prefix.length), body]));
      for (const key of lists) {
        // a list that goes on would be read again and again
        const { duration } = await readPlaylist(`${String(found.get(key))}\n#EXT-X-ENDLIST\n`, segments);
        assert.ok(duration >= 48 && duration <= 61, `${key}: ${duration} s`);
      }
      const told = countOf(ofTask(await events(), recording), "CLOUD_RECORDING_RECORDER_START");
      assert.equal(told, 1);
      return `${lists.length} m3u8 with their ts: sound and picture of ${PUBLISHERS.join(" and ")}, played for 48 s and more; 301`;
    },
  ],
  [
    "moderation",
    async ({ task, events, files }) => {
      const moderation = await task("moderation");
      const verdicts = ofTask(await events(), moderation).flatMap((event) =>
        event.name === "CLOUD_Moderation_TASK_INFO" ? [event.payload] : [],
      );
      const hits = verdicts.filter(({ suggest }) => suggest !== 0);
      assert.ok(hits.length > 0 && hits.length < verdicts.length);
      assertSame(sorted(hits.map((hit) => `${hit.suggest} ${hit.label} ${hit.rate} ${hit.audioText}`)), [
        "2 Abuse 97 a bad word",
      ]);
      const kept = await files(`lobby/${moderation.taskId}/`);
      assert.equal(kept.size, hits.length);
      return `${verdicts.length} verdicts, ${hits.length} as they were set: block, Abuse, 97; ${kept.size} files of hits kept`;
    },
  ],
  [
    "transcription",
    async ({ task, events }) => {
      const told = ofTask(await events(), await task("transcription"));
      const said = told.filter(({ type }) => type === 1403 || type === 1404);
      assertSame(
        said.map(({ type }) => type),
        [1403, 1404],
      );
      assert.ok(JSON.stringify(said[0]).includes(SENTENCE));
      return `1403 "${SENTENCE}", 1404 in zh`;
    },
  ],
  [
    "relay",
    async ({ task, events }) => {
      const relay = await task("relay");
      const targets = relayTargets(ofTask(await events(), relay));
      assertSame(
        targets.map(({ shownUrl, state }) => [shownUrl, state]),
        [["rtmp://push.example.com/live/***", "running"]],
      );
      return "401: rtmp://push.example.com/live/*** running";
    },
  ],
  [
    "ingest",
    async ({ task, events }) => {
      const ingest = await task("ingest");
      assertSame(
        ofTask(await events(), ingest).map(({ type }) => type),
        [701],
      );
      assert.equal(ingest.ingest?.playing, true);
      return "701; it plays, and slicing and recording hear its robot as above";
    },
  ],
  [
    "the room itself",
    async ({ events }) => {
      const told = (await events())
        .map(({ event }) => event)
        .filter(({ group }) => group === 1 || group === 2);
      const of = (type: number) =>
        told.filter((event) => event.type === type).map(({ userId }) => userId ?? "");
      assertSame([of(101), sorted(of(103))], [[ROBOTS.ingest], PUBLISHERS]);
      assertSame([sorted(of(201)), sorted(of(203))], [PUBLISHERS, PUBLISHERS]);
      return "101 by the film's robot, 103, 201 and 203 of film and teacher; no other robot is told of";
    },
  ],
];

const DESCRIBES = [
  "DescribeCloudModeration",
  "DescribeCloudRecording",
  "DescribeCloudSliceTask",
  "DescribeCloudTranscription",
  "DescribeStreamIngest",
];

const LATER: readonly Step[] = [
  [
    "the same program again, and a drift check",
    async ({ stack, actions }) => {
      await actions();
      const { changes } = await stack.up();
      assertSame([Object.keys(changes), await actions()], [["same"], []]);
      const drift = await stack.preview({ refresh: true });
      assertSame(Object.keys(drift.changes), ["same"]);
      const asked = sorted(await actions());
      const writes = asked.filter((action) => !/^(Describe|Get|List)/.test(action));
      const tasks = asked.filter((action) => action.startsWith("Describe"));
      assertSame([writes, tasks], [[], DESCRIBES]);
      return `0 calls; the check asks of ${tasks.length} tasks, of the relay nothing, and changes nothing`;
    },
  ],
  [
    "a change in place of each job that has one",
    async (room) => {
      const before = await room.running();
      room.stack.program(lobby(CHANGED));
      await room.stack.up();
      assertSame(await room.running(), before);
      const calls = (await room.actions()).filter((action) => /^(Modify|Update)/.test(action)).sort();
      assertSame(calls, [
        "ModifyCloudModeration",
        "ModifyCloudRecording",
        "ModifyCloudSliceTask",
        "UpdatePublishCdnStream",
        "UpdateStreamIngest",
      ]);
      await room.scene.control.advance(30);
      assert.equal((await room.task("ingest")).ingest?.volume, 30);
      const targets = relayTargets(ofTask(await room.events(), await room.task("relay")));
      assertSame(
        targets.map(({ shownUrl, state }) => [shownUrl, state]),
        [
          ["rtmp://push.example.com/live/***", "running"],
          ["rtmp://b.example.org/app/***", "running"],
        ],
      );
      return `${calls.length} calls, ${Object.keys(before).length} TaskIds kept; the second target runs too`;
    },
  ],
  [
    "somebody stops the recording: up --refresh makes it again, alone",
    async (room) => {
      const before = await room.running();
      room.remembered.recording = String(before["recording"]);
      await room.scene.control.stopTask(room.remembered.recording);
      await room.stack.up({ refresh: true });
      const after = await room.running();
      assertSame({ ...after, recording: "" }, { ...before, recording: "" });
      assert.notEqual(after["recording"], before["recording"]);
      return "1 new TaskId, 5 kept";
    },
  ],
  [
    "MP4 of the recording that ended",
    async ({ scene, files, events, remembered: { recording } }) => {
      await scene.control.advance(60);
      const found = await files(`lobby/${recording}/`);
      const films = [...found.keys()].filter((key) => key.endsWith(".mp4"));
      assertSame(sorted(films.map((key) => recordingKey(key).userId)), PUBLISHERS);
      const lengths: string[] = [];
      for (const key of films) {
        const { format, duration } = await readMedia(found.get(key) ?? Buffer.alloc(0));
        assert.match(format, /MP4/);
        assert.ok(duration > 80 && duration < 95, `${key}: ${duration} s`);
        lengths.push(`${recordingKey(key).userId} ${Math.round(duration)} s`);
      }
      const told = (await events()).map(({ event }) => event).filter(({ taskId }) => taskId === recording);
      for (const name of ["CLOUD_RECORDING_RECORDER_STOP", "CLOUD_RECORDING_MP4_STOP"] as const)
        assert.ok(countOf(told, name) > 0, name);
      return `${lengths.sort().join(", ")}; 302, 310`;
    },
  ],
  [
    "the jobs leave the program: each ends and says so",
    async ({ scene: { control }, stack, events, running, task }) => {
      const [ingest, transcription] = [await task("ingest"), await task("transcription")];
      const relay = await task("relay");
      stack.program(lobby({ ...CHANGED, hasJobs: false }));
      await stack.up();
      assertSame(await running(), {});
      await control.leaveRoom({ ...place, userId: TEACHER });
      await control.advance(60);
      const all = await events();
      assert.equal(countOf(ofTask(all, ingest), "STREAM_INGEST_STOP"), 1);
      assert.equal(countOf(ofTask(all, transcription), "CLOUD_TRANSCRIPTION_STOP"), 1);
      assertSame(
        relayTargets(ofTask(all, relay)).map(({ state }) => state),
        ["idle", "idle"],
      );
      const types = new Set(all.map(({ event }) => event.type));
      for (const type of [1002, 302, 1102, 702, 102]) assert.ok(types.has(type), String(type));
      return "0 live; 1002, 302, 1102, 1402, 702, both targets idle, 102";
    },
  ],
  [
    "every callback on the way",
    async ({ scene: { control }, events, remembered: { key } }) => {
      const deliveries = await control.deliveries();
      assertSame(
        deliveries
          .filter(({ ok }) => ok !== true)
          .map(({ eventType, status, error }) => [eventType, status, error]),
        [],
      );
      const stored = await events();
      const wrong = stored.filter(
        ({ rawBody, sign }) => !verify(Buffer.from(rawBody, "base64"), sign, [key]),
      );
      assertSame([wrong, stored.length], [[], deliveries.length]);
      const unknown = stored.filter(({ event }) => event.name === "UNKNOWN").map(({ event }) => event.type);
      assertSame(unknown, []);
      const groups = [...new Set(stored.map(({ event }) => event.group))].sort((one, other) => one - other);
      assertSame(groups, [1, 2, 3, 4, 7, 10, 11, 14]);
      return `${stored.length} events of groups ${groups.join(", ")}: each answered with 200, stored, and signed with the key`;
    },
  ],
  [
    "it is destroyed: nothing is left",
    async ({ scene, stack, cos, running }) => {
      await stack.destroy();
      const { Buckets } = await cos.getService();
      const { control } = scene;
      assertSame(
        [await running(), await control.users(), await control.functions(), Buckets],
        [{}, [], [], []],
      );
      return "0 tasks of any family, 0 users, 0 functions, 0 buckets";
    },
  ],
];

function recordingKey(key: string): RecordingKey & { userId: string } {
  const read = parseObjectKey(key);
  assert.ok(read.kind === "recording" && read.recordMode === "single", `${key}: ${JSON.stringify(read)}`);
  return read;
}

/** User and track of a file of a recording. */
function trackOf(key: string): string {
  const read = recordingKey(key);
  return `${read.userId} ${"type" in read ? read.type : ""}`;
}

function tracks(users: readonly string[]): string[] {
  return users.flatMap((userId) => [`${userId} audio`, `${userId} video`]);
}

/** The stack of one room with everything in it. */
export const roomProof = proof(
  "one room that is sliced, recorded, moderated, transcribed and relayed at once, with a film played into it",
  () =>
    onScene(
      async (scene) => {
        const room = await openRoom(scene);
        const rows: string[] = [];
        for (const [what, seen] of [...BUILD, ...JOBS, ...LATER]) rows.push(`${what}\t${await seen(room)}`);
        return [`${rows.length} steps`, ...rows].join("\n");
      },
      { buckets: [], extraKeys: [], virtualClock: true },
    ),
);
