import assert from "node:assert/strict";
import type { Bag } from "../../provider/resource/schema";
import { makeTask } from "./job-kinds";
import { assertSame, proof } from "./proof";
import type { Proof } from "./proof";
import { onScene, SDK_APP_ID, SECRETS, STORAGE } from "./scene";

interface WrongTask {
  resource: string;
  args: Bag;
  said: readonly string[];
}

const room = { sdkAppId: SDK_APP_ID, roomId: "lobby" };

/** Wrong in every way that check sees; what the types would refuse comes from a program without types. */
const WRONG: readonly WrongTask[] = [
  {
    resource: "CloudRecordingTask",
    args: {
      ...room,
      userId: "recorder lobby",
      recordParams: { recordMode: "mixed", maxIdleTime: 4, outputFormat: "flv", mediaId: "screen" },
      storage: { ...STORAGE, vendor: "oss", endpointUrl: "http://store.example.com" },
      vod: { expireTime: -1 },
      resourceExpiredHour: 721,
    },
    said: [
      'userId is "recorder lobby", allowed is 1 to 32 letters, digits, _ and -: choose a robot name that no user of the room has',
      "recordParams.maxIdleTime is 4, allowed is a whole number from 5 to 86400 (seconds): choose a time in this range; 86400 keeps a task through a day without anchors",
      'recordParams.outputFormat is "flv", allowed is "hls" or "hls+mp4" or "hls+aac" or "mp4" or "aac": choose the files, or leave it out for hls',
      'recordParams.mediaId is "screen", allowed is "both" or "main" or "aux": choose camera (main), shared screen (aux) or both',
      'storage.vendor is "oss", allowed is "cos" or "s3": name the store of the bucket',
      'storage.endpointUrl is "http://store.example.com", allowed is an https URL of a host, without a path: give the address of the store without the bucket, or leave it out for AWS',
      "vod.expireTime is -1, allowed is a whole number from 0 to 4294967295 (seconds): give the time for which VOD keeps the file, 0 for ever",
      "resourceExpiredHour is 721, allowed is a whole number from 6 to 720 (hours): choose a time in this range; past it the task can no longer be queried or stopped by its id",
      "vod is given beside storage, allowed is one of the two: remove the one that is not meant",
      'mixLayoutParams is missing, allowed is an object with recordParams.recordMode "mixed": give a layout, such as { mixLayoutMode: "grid" }',
    ],
  },
  {
    resource: "PublishCdnStreamTask",
    args: {
      ...room,
      userId: "relay",
      withTranscoding: false,
      audioParams: { audioEncode: { sampleRate: 8000, channel: "mono", bitRate: 7, codec: "HE-AACv2" } },
      videoParams: { videoEncode: { width: 1921, height: 720, fps: 61, bitRate: 2500, gop: 6 } },
      publishCdnParams: [
        { publishCdnUrl: `https://push.example.com/live/${SECRETS.storageKey}` },
        ...Array.from({ length: 10 }, (_, index) => ({
          publishCdnUrl: `rtmp://push.example.com/live/${index}`,
        })),
      ],
      onExit: "keep",
    },
    said: [
      "onExit is not an argument, allowed here are sdkAppId, roomId, userId, agentParams, withTranscoding, audioParams, videoParams, singleSubscribeParams, publishCdnParams, seiParams, region, userSig, sdkSecretKey, userSigExpire: correct or remove it",
      "audioParams.audioEncode.bitRate is 7, allowed is a whole number from 8 to 500 (kbit a second): choose a rate in this range",
      "videoParams.videoEncode.width is 1921, allowed is a whole number from 0 to 1920 (pixels): choose a width in this range",
      "videoParams.videoEncode.fps is 61, allowed is a whole number from 1 to 60 (frames a second): choose a rate in this range",
      "videoParams.videoEncode.gop is 6, allowed is a whole number from 1 to 5 (seconds): choose a time in this range",
      "publishCdnParams is a list of 11, allowed is a list of 1 to 10 targets: give one for each CDN",
      "publishCdnParams.0.publishCdnUrl is a secret of 57 characters, allowed is an rtmp:// URL with host and path: copy the push URL of the CDN, with its stream key",
      "videoParams is given with withTranscoding false, allowed is nothing but with true: remove it, one stream is relayed as it is, or say withTranscoding true and have the room mixed",
      "singleSubscribeParams is missing with withTranscoding false, allowed is the stream that is relayed: name its user, or say withTranscoding true and have the room mixed",
      'audioParams.audioEncode.channel is "mono", allowed is "stereo" with codec "HE-AACv2": change one of the two',
      'audioParams.audioEncode.sampleRate is 8000, allowed is 16000 or more (hertz) with codec "HE-AACv2": change one of the two; "LC-AAC" takes 8000',
    ],
  },
  {
    resource: "CloudModerationTask",
    args: {
      ...room,
      userId: "moderator",
      moderationParams: {
        moderationType: "text",
        maxIdleTime: 1801,
        sliceVideo: 0,
        moderationSupplier: "shumei",
        saveModerationFile: "all",
      },
      resourceExpiredHour: 73,
      privateMapKey: true,
      region: "eu-frankfurt",
    },
    said: [
      "privateMapKey is not an argument, allowed here are sdkAppId, roomId, userId, moderationParams, storage, region, resourceExpiredHour, onHandleExpired, userSig, sdkSecretKey, userSigExpire, onExit: correct or remove it",
      'moderationParams.moderationType is "text", allowed is "audio" or "video" or "both": say what to judge',
      "moderationParams.sliceVideo is 0, allowed is a whole number from 1 to 60 (seconds): choose an interval in this range",
      "moderationParams.maxIdleTime is 1801, allowed is a whole number from 5 to 1800 (seconds): choose a time in this range; 1800 is the longest for which a task waits for a stream",
      'region is "eu-frankfurt", allowed is "ap-singapore" or "ap-guangzhou": set region on the resource, TENCENTCLOUD_REGION or trtc:region to one of these',
      "resourceExpiredHour is 73, allowed is a whole number from 6 to 72 (hours): choose a time in this range; past it the task can no longer be queried or stopped by its id",
      'moderationParams.moderationSupplierParam is missing, allowed is an object with appId, secretId, secretKey, audioBizType, imageBizType with moderationSupplier "shumei": give the account with the supplier',
      'storage is missing, allowed is a bucket with moderationParams.saveModerationFile "all": give the bucket and its write key, or keep no files',
    ],
  },
];

/** What the engine's summary says of the resource, each once. */
function problemsIn(text: string): string[] {
  const summary = text.slice(text.indexOf("Diagnostics:"));
  return [...summary.matchAll(/ resource 'wrong' has a problem: (.+)$/gm)]
    .map(([, reason = ""]) => reason)
    .sort();
}

const everyProblem = proof(
  "bad input of a recording, a relay and a moderation: all problems of each at once at preview",
  () =>
    onScene(async (scene) => {
      const stack = await scene.open(() => Promise.resolve());
      for (const { resource, args, said } of WRONG) {
        stack.program(() => {
          makeTask(resource, "wrong", args);
          return Promise.resolve();
        });
        const text = await stack.failing("preview");
        assertSame(problemsIn(text), [...said].sort());
        assert.ok(!text.includes(SECRETS.storageKey));
      }
      assertSame(await scene.actions({ describe: true }), []);
      return `${WRONG.map(({ resource, said }) => `${resource} ${said.length}`).join(", ")} problems; 0 calls`;
    }),
);

/** What is refused before anything is called. */
export const badInputProofs: readonly Proof[] = [everyProblem];
