import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PublishCdnStreamTask } from "../../../../provider/task/publish-cdn-stream-task";
import type { PublishCdnStreamTaskArgs } from "../../../../provider/task/publish-cdn-stream-task";
import { leaves } from "../../../../provider/resource/schema";
import { relaySchema } from "../../../../provider/task/relay";
import { TASK_ID } from "../lifecycle-parts";
import { valueOf } from "../recorded-resources";
import { registered, secret, withMockedEngine } from "./registered-task";

const PUSH_URL = "rtmp://push.example.com/live/lobby?txSecret=planted-stream-key";

withMockedEngine();

const ROOM = {
  sdkAppId: 1400000001,
  roomId: "lobby",
  userId: "relay-lobby",
  audioParams: { audioEncode: { sampleRate: 48000, channel: "stereo", bitRate: 128 } },
  publishCdnParams: [{ publishCdnUrl: PUSH_URL }],
} as const;
const MIXED: PublishCdnStreamTaskArgs = { ...ROOM, withTranscoding: true };

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  await valueOf(new PublishCdnStreamTask("lobby", MIXED).urn);
  expect(registered()).toEqual([
    {
      type: "pulumi-nodejs:dynamic/trtc:PublishCdnStreamTask",
      name: "lobby",
      inputs: {
        ...MIXED,
        publishCdnParams: secret([{ publishCdnUrl: PUSH_URL }]),
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").PublishCdnStreamTask;',
      },
    },
  ]);
});

test("a push URL that is an Output within the list is one secret with it", async () => {
  const given = {
    ...MIXED,
    publishCdnParams: [{ publishCdnUrl: pulumi.output(PUSH_URL), isTencentCdn: false }],
  };
  await valueOf(new PublishCdnStreamTask("lobby", given).urn);
  expect(registered()[0]?.inputs).toHaveProperty(
    "publishCdnParams",
    secret([{ publishCdnUrl: PUSH_URL, isTencentCdn: false }]),
  );
});

test("one stream, a preset, places and watermarks compile, with Outputs anywhere below", async () => {
  const videoEncode = { width: 1280, height: 720, fps: pulumi.output(25), bitRate: 2500, gop: 2 };
  const place = { waterMarkWidth: 100, waterMarkHeight: 50, locationX: 0, locationY: 0 };
  const all: PublishCdnStreamTaskArgs[] = [
    {
      ...ROOM,
      roomId: 150,
      withTranscoding: false,
      singleSubscribeParams: {
        userMediaStream: { userInfo: { userId: pulumi.output("teacher"), roomId: 7 } },
      },
    },
    {
      ...MIXED,
      userId: "relay-float",
      videoParams: {
        videoEncode,
        layoutParams: { maxVideoUser: { userMediaStream: { userInfo: { userId: "teacher" } } } },
        waterMarkList: [{ waterMarkType: "text", waterMarkText: { text: "live", fontSize: 24, ...place } }],
      },
    },
    {
      ...MIXED,
      userId: "relay-custom",
      videoParams: {
        videoEncode,
        layoutParams: { mixLayoutMode: "custom", mixLayoutList: [{ imageWidth: 640, imageHeight: 360 }] },
      },
      seiParams: { layoutVolume: {} },
    },
  ];
  await Promise.all(all.map((args, index) => valueOf(new PublishCdnStreamTask(`relay-${index}`, args).urn)));
  expect(registered().map(({ inputs }) => inputs["withTranscoding"])).toEqual([false, true, true]);
});

test("its outputs are Outputs, each declared", async () => {
  const task = new PublishCdnStreamTask("lobby", MIXED);
  expect(await valueOf(task.taskId)).toBe(TASK_ID);
  expect(await valueOf(task.region)).toBe("ap-singapore");
  const declared = [
    task.createdAt,
    task.userSigExpiresAt,
    task.publishCdnFingerprint,
    task.sequenceNumber,
    task.exited,
    task.agentParams,
    task.videoParams,
    task.singleSubscribeParams,
    task.seiParams,
    task.userSigExpire,
  ];
  expect(declared.map((output) => pulumi.Output.isInstance(output))).toEqual(declared.map(() => true));
  expect(task).toBeInstanceOf(pulumi.CustomResource);
});

test("every field's docstring says its range, its default and what a change does", () => {
  const text = readFileSync(
    join(__dirname, "../../../../provider/task/publish-cdn-stream-task.ts"),
    "utf8",
  ).split("export class", 1)[0];
  const fields = [...(text ?? "").matchAll(/\/\*\* ([^\n]*?) ?\*\/\n +(\w+)\??: ([^\n]+)/g)];
  expect(fields.length).toBeGreaterThan(80);
  for (const { path, property } of leaves(relaySchema)) {
    const name = path.split(".").at(-1);
    const docs = fields.filter(([, , field]) => field === name).map(([, doc = ""]) => doc);
    if (property.maximum !== undefined && path.startsWith("videoParams"))
      expect(docs.join()).toContain(`${property.minimum} to ${property.maximum}`);
    if (property.default !== undefined && path !== "userSigExpire")
      expect(docs.join()).toContain(`@default ${JSON.stringify(property.default)}`);
  }
  const silent = fields.filter(
    ([, doc = "", , type = ""]) =>
      !/Updates|Replaces/.test(doc) && /^(string|number|boolean|true|false|"|\d)/.test(type),
  );
  expect(silent.map(([, , name]) => name)).toEqual([]);
});
